import type { Ctx } from "../platform/ctx";
import { invalidInput } from "../platform/errors";
import { ApproveInput } from "./schemas";
import type { Decided } from "./types";
import { castVote, requireReviewer, type VoteOptions } from "./vote";

/**
 * One person's yes, for one group of the open step. The last one that is needed makes a single-use grant for exactly
 * this call. What is HIGH or CRITICAL asks for a recent proof of who approves.
 * @throws DomainError FORBIDDEN (permission, own request, in no group), NOT_FOUND, INVALID_INPUT, STEP_UP_REQUIRED,
 * CONFLICT (decided, expired, already voted, not needed)
 */
export async function approve(ctx: Ctx, input: ApproveInput, options: VoteOptions = {}): Promise<Decided> {
  const reviewer = requireReviewer(ctx);
  const parsed = ApproveInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const ballot = { ...parsed.data, comment: parsed.data.comment ?? "", verdict: "approve" as const };
  return castVote(ctx, reviewer, ballot, options);
}
