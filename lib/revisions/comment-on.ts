import { can, requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { actorId, loadRevision, record } from "./on-revision";
import { parseInput } from "./parse";
import { CommentInput } from "./schemas";
import type { StepTaken } from "./types";

/** Authors and reviewers talk to each other; who only reads doesn't. @throws DomainError FORBIDDEN */
export function requireVoice(ctx: Ctx): string {
  if (!can(ctx.actor, "policy.edit")) requirePermission(ctx, "policy.review");
  const userId = actorId(ctx);
  if (userId === null) throw new DomainError("FORBIDDEN", "Only a person comments on a revision.");
  return userId;
}

/**
 * A remark on a revision or on one of its rules, in any state: history is talked about too. The answer's `id` is
 * the comment's.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function commentOn(ctx: Ctx, input: CommentInput): Promise<StepTaken> {
  const userId = requireVoice(ctx);
  const { id: revisionId, ruleId, body } = parseInput(CommentInput, input);
  return withTenant(ctx.tenantId, async (tx) => {
    const row = await loadRevision(tx, ctx.tenantId, revisionId);
    const id = newId();
    await tx.policyComment.create({ data: { id, tenantId: ctx.tenantId, revisionId, ruleId, userId, body } });
    const taken = await record(tx, ctx, row, "policy.commented", { commentId: id, ruleId, body });
    return { ...taken, id };
  });
}
