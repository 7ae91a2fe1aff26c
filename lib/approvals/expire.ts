import { systemCtx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";

const BATCH = 200;

/**
 * Writes down that overdue requests are expired, with an audit leaf each. Reading already shows them so; this
 * settles it and wakes whoever waits. Several processes may run it at once: each row is taken by one of them.
 * @returns how many were expired; at most one batch (200), so call again while it is full.
 */
export async function expireDue(tenantId: string): Promise<number> {
  const ctx = systemCtx(tenantId, `expire-${newId()}`);
  return withTenant(tenantId, async (tx) => {
    const expired = await tx.$queryRaw<
      { id: string; call_id: string; capability: string; expires_at: Date }[]
    >`
      WITH due AS (
        SELECT id FROM approvals
        WHERE tenant_id = ${tenantId}::uuid AND status = 'pending' AND expires_at <= clock_timestamp()
        ORDER BY expires_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
      )
      UPDATE approvals a SET status = 'expired', decided_at = a.expires_at FROM due WHERE a.id = due.id
      RETURNING a.id, a.call_id, a.capability, a.expires_at`;
    for (const row of expired) {
      const data = {
        callId: row.call_id,
        capability: row.capability,
        expiresAt: row.expires_at.toISOString(),
      };
      await appendLeaf(tx, ctx, {
        action: "approval.expired",
        subjectKind: "approval",
        subjectId: row.id,
        data,
      });
    }
    return expired.length;
  });
}
