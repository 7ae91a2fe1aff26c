import { requirePermission, type Ctx } from "../platform/ctx";
import { giveVerdict } from "./give-verdict";
import { onRevision, record } from "./on-revision";
import { parseInput } from "./parse";
import { requireSameContent } from "./same-content";
import { ApproveRevisionInput } from "./schemas";
import type { StepTaken } from "./types";

/**
 * One person's yes to exactly this content. It lives until the content changes.
 * @throws DomainError FORBIDDEN (role, or wrote part of it), INVALID_INPUT, NOT_FOUND, CONFLICT (state, other
 *   content, approved already)
 */
export async function approveRevision(ctx: Ctx, input: ApproveRevisionInput): Promise<StepTaken> {
  requirePermission(ctx, "policy.review");
  const { id, comment, ...seen } = parseInput(ApproveRevisionInput, input);
  return onRevision(ctx, { id, verb: "approve" }, async (tx, row) => {
    requireSameContent(row, seen);
    await giveVerdict(tx, ctx, row, { verdict: "approve", comment });
    return record(tx, ctx, row, "policy.approved", { comment });
  });
}
