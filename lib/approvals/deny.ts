import type { Ctx } from "../platform/ctx";
import { invalidInput } from "../platform/errors";
import { DenyInput } from "./schemas";
import type { Decided } from "./types";
import { castVote, requireReviewer, type VoteOptions } from "./vote";

/**
 * One person's no. As many as the chain asks for end the request, whatever others said; mostly that is one. The
 * reason is told to the agent.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID_INPUT, CONFLICT (decided, expired, already voted, another step's turn)
 */
export async function deny(ctx: Ctx, input: DenyInput, options: VoteOptions = {}): Promise<Decided> {
  const reviewer = requireReviewer(ctx);
  const parsed = DenyInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const ballot = { ...parsed.data, comment: parsed.data.comment ?? "", verdict: "deny" as const };
  return castVote(ctx, reviewer, ballot, options);
}
