import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { invalidInput, notFound } from "../platform/errors";
import { appendLeaf } from "../platform/ledger";
import { DeleteLimitInput } from "./schemas";
import { limitFacts } from "./store";
import type { ChangedLimit } from "./types";

/**
 * Takes a limit away, with what was counted under it.
 * @throws DomainError FORBIDDEN, INVALID_INPUT; NOT_FOUND also where somebody else was faster
 */
export async function deleteLimit(ctx: Ctx, input: DeleteLimitInput): Promise<ChangedLimit> {
  requirePermission(ctx, "limits.manage");
  const parsed = DeleteLimitInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { limitId: id } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const limit = await tx.rateLimit.findFirst({ where: { tenantId, id } });
    const { count } = await tx.rateLimit.deleteMany({ where: { tenantId, id } });
    if (!limit || count === 0) throw notFound("limit");
    await tx.rateBucket.deleteMany({ where: { tenantId, key: { startsWith: `${id}:` } } });
    const auditId = await appendLeaf(tx, ctx, {
      action: "limit.deleted",
      subjectKind: "limit",
      subjectId: id,
      data: limitFacts(limit),
    });
    return { id, auditId };
  });
}
