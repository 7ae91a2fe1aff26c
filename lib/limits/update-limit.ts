import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import { appendLeaf } from "../platform/ledger";
import { UpdateLimitInput } from "./schemas";
import { limitFacts, termsColumns } from "./store";
import type { ChangedLimit } from "./types";

/**
 * Changes how much a limit lets through, or switches it off and on. What was used of a quota stays used.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; CONFLICT where somebody else was faster
 */
export async function updateLimit(ctx: Ctx, input: UpdateLimitInput): Promise<ChangedLimit> {
  requirePermission(ctx, "limits.manage");
  const parsed = UpdateLimitInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { limitId: id, terms, enabled, note } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const before = await tx.rateLimit.findFirst({ where: { tenantId, id } });
    if (!before) throw notFound("limit");
    const after = {
      ...before,
      ...(terms && termsColumns(terms)),
      enabled: enabled ?? before.enabled,
      note: note ?? before.note,
      updatedAt: new Date(),
    };
    const { id: _, tenantId: __, ...data } = after;
    const { count } = await tx.rateLimit.updateMany({
      where: { tenantId, id, updatedAt: before.updatedAt },
      data,
    });
    if (count === 0)
      throw new DomainError("CONFLICT", "Somebody changed this limit at the same time. Look again.");
    const used = { startsWith: `${id}:` };
    if (after.kind !== before.kind)
      // Tokens of a rate say nothing of a quota.
      await tx.rateBucket.deleteMany({ where: { tenantId, key: used } });
    else if (after.kind !== "rate" && after.calls !== before.calls)
      await tx.rateBucket.updateMany({
        where: { tenantId, key: used },
        data: { tokens: { increment: after.calls - before.calls } },
      });
    const auditId = await appendLeaf(tx, ctx, {
      action: "limit.changed",
      subjectKind: "limit",
      subjectId: id,
      data: { before: limitFacts(before), after: limitFacts(after) },
    });
    return { id, auditId };
  });
}
