import type { Ctx } from "../platform/ctx";
import { invalidInput } from "../platform/errors";
import { RequestChangesInput } from "./schemas";
import type { Decided } from "./types";
import { castVote, requireReviewer, type VoteOptions } from "./vote";

/**
 * Not like this: ends the request at once with a note for the agent. Nobody edits its arguments; what it calls
 * next is a request of its own.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID_INPUT, CONFLICT as in {@link deny}
 */
export async function requestChanges(
  ctx: Ctx,
  input: RequestChangesInput,
  options: VoteOptions = {},
): Promise<Decided> {
  const reviewer = requireReviewer(ctx);
  const parsed = RequestChangesInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  return castVote(ctx, reviewer, { ...parsed.data, verdict: "request_changes" }, options);
}
