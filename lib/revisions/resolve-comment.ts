import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, notFound } from "../platform/errors";
import { requireVoice } from "./comment-on";
import { loadRevision, record } from "./on-revision";
import { parseInput } from "./parse";
import { ResolveCommentInput } from "./schemas";
import type { StepTaken } from "./types";

/** Marks a remark as dealt with. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT (already) */
export async function resolveComment(ctx: Ctx, input: ResolveCommentInput): Promise<StepTaken> {
  const userId = requireVoice(ctx);
  const { commentId } = parseInput(ResolveCommentInput, input);
  return withTenant(ctx.tenantId, async (tx) => {
    const comment = await tx.policyComment.findFirst({ where: { tenantId: ctx.tenantId, id: commentId } });
    if (!comment) throw notFound("comment");
    const { count } = await tx.policyComment.updateMany({
      where: { id: commentId, resolvedAt: null },
      data: { resolvedById: userId, resolvedAt: new Date() },
    });
    if (count === 0) throw new DomainError("CONFLICT", "This comment is resolved already.");
    const row = await loadRevision(tx, ctx.tenantId, comment.revisionId);
    return record(tx, ctx, row, "policy.comment_resolved", { commentId });
  });
}
