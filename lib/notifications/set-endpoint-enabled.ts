import { resolveAlert } from "../platform/alerts";
import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import { appendLeaf } from "../platform/ledger";
import { EnableEndpointInput } from "./schemas";

/**
 * Switches an endpoint off, with a reason, or on again. While it is off, nothing is sent to it; what waits by then is
 * skipped, and can be sent again later.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID_INPUT; CONFLICT where it is so already
 */
export async function setEndpointEnabled(ctx: Ctx, input: EnableEndpointInput): Promise<{ auditId: string }> {
  requirePermission(ctx, "notifications.manage");
  const parsed = EnableEndpointInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { id, enabled, reason } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const before = await tx.notificationEndpoint.findFirst({ where: { tenantId, id } });
    if (!before) throw notFound("endpoint");
    const { count } = await tx.notificationEndpoint.updateMany({
      where: { id, tenantId, enabled: !enabled },
      data: {
        enabled,
        disabledReason: enabled ? null : reason,
        version: { increment: 1 },
        updatedAt: new Date(),
      },
    });
    if (count === 0)
      throw new DomainError(
        "CONFLICT",
        enabled ? "It is switched on already." : "It is switched off already.",
      );
    if (enabled) await resolveAlert(tx, tenantId, "notification.failed", id);
    const auditId = await appendLeaf(tx, ctx, {
      action: enabled ? "endpoint.enabled" : "endpoint.disabled",
      subjectKind: "endpoint",
      subjectId: id,
      data: { name: before.name, ...(reason !== "" && { reason }) },
    });
    return { auditId };
  });
}
