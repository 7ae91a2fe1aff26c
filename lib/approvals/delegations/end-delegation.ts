import { databaseNow } from "../../calls";
import { can, requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { DomainError, invalidInput, notFound } from "../../platform/errors";
import { appendLeaf } from "../../platform/ledger";
import { DelegationRef } from "./schemas";

/**
 * Ends a delegation before its time, or takes back one that has not begun. It stays on record: decisions speak of it.
 * @throws DomainError FORBIDDEN (another's without approvals.configure), NOT_FOUND, CONFLICT where it is over
 */
export async function endDelegation(ctx: Ctx, input: DelegationRef): Promise<{ auditId: string }> {
  requirePermission(ctx, "approvals.read");
  if (ctx.actor.kind !== "user") throw new DomainError("FORBIDDEN", "Only people end a delegation.");
  const by = ctx.actor.id;
  const parsed = DelegationRef.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { id } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const delegation = await tx.delegation.findFirst({ where: { tenantId, id } });
    if (!delegation) throw notFound("delegation");
    const allowed = mayEnd(ctx, delegation.fromUserId);
    if (!allowed.ok) throw new DomainError("FORBIDDEN", allowed.why);
    const now = new Date(await databaseNow(tx));
    const { count } = await tx.delegation.updateMany({
      where: { tenantId, id, revokedAt: null, endsAt: { gt: now } },
      data: { revokedAt: now, revokedById: by },
    });
    if (count === 0) throw new DomainError("CONFLICT", "This is over already.");
    const { fromUserId, toUserId } = delegation;
    const auditId = await appendLeaf(tx, ctx, {
      action: "delegation.ended",
      subjectKind: "delegation",
      subjectId: id,
      data: { fromUserId, toUserId },
    });
    return { auditId };
  });
}

/** Whoever is away themselves, and who configures approvals. The list's buttons ask here too. */
export function mayEnd({ actor }: Ctx, fromUserId: string): { ok: true } | { ok: false; why: string } {
  if (actor.kind === "user" && (actor.id === fromUserId || can(actor, "approvals.configure")))
    return { ok: true };
  return { ok: false, why: "Only the person themselves, and who configures approvals, can end this." };
}
