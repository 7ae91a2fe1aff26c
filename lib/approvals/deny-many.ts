import type { Ctx } from "../platform/ctx";
import { invalidInput } from "../platform/errors";
import { dwellOfEach, eachOnItsOwn } from "./bulk";
import { DenyManyInput } from "./schemas";
import type { BulkResult } from "./types";
import { castVote, requireReviewer, type VoteOptions } from "./vote";

/**
 * The same no, with the same reason, to many requests of any kind; each is a vote and a record of its own.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function denyMany(
  ctx: Ctx,
  input: DenyManyInput,
  options: VoteOptions = {},
): Promise<BulkResult[]> {
  const reviewer = requireReviewer(ctx);
  const parsed = DenyManyInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { approvalIds, reason, comment = "" } = parsed.data;
  const dwellMs = dwellOfEach(approvalIds, parsed.data.dwellMs);
  return eachOnItsOwn(approvalIds, (approvalId) =>
    castVote(ctx, reviewer, { approvalId, reason, comment, verdict: "deny", dwellMs }, options),
  );
}
