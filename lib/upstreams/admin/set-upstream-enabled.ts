import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { DomainError, invalidInput, notFound } from "../../platform/errors";
import { appendLeaf } from "../../platform/ledger";
import { endAlerts } from "../health";
import { EnableUpstreamInput } from "../schemas";

/**
 * Takes an upstream out of service, or back in. Calls that run go on to their end; the next ones find no such tool, and
 * alerts of how it is end.
 * @throws DomainError FORBIDDEN; NOT_FOUND; CONFLICT where it is so already
 */
export async function setUpstreamEnabled(
  ctx: Ctx,
  input: { id: string; enabled: boolean },
): Promise<{ id: string }> {
  requirePermission(ctx, "upstreams.manage");
  const parsed = EnableUpstreamInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { id, enabled } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const row = await tx.upstream.findFirst({ where: { id, tenantId } });
    if (!row) throw notFound("upstream");
    const { count } = await tx.upstream.updateMany({
      where: { id, tenantId, disabledAt: enabled ? { not: null } : null },
      data: { disabledAt: enabled ? null : new Date() },
    });
    if (count === 0) throw new DomainError("CONFLICT", `It is ${enabled ? "enabled" : "disabled"} already.`);
    if (!enabled) await endAlerts(tx, tenantId, id);
    const action = enabled ? "upstream.enabled" : "upstream.disabled";
    const data = { slug: row.slug, before: { enabled: !enabled }, after: { enabled } };
    await appendLeaf(tx, ctx, { action, subjectKind: "upstream", subjectId: id, data });
    return { id };
  });
}
