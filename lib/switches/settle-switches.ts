import { systemCtx } from "../platform/ctx";
import { withSystem, withTenant, type Tx } from "../platform/db";
import { newId } from "../platform/ids";
import { appendLeaves } from "../platform/ledger";
import { inFlightOf } from "./affected";
import { noteDrained } from "./drained";
import { recordCovered } from "./record-covered";
import type { Scope } from "./schemas";

const EXPIRED = "Its time was over.";
const BATCH = 50;
type Expired = { id: string; scope: string; target: string | null };

/**
 * Brings a tenant's switches up to date, by the database's clock: ends those whose time is over, freezes and thaws what
 * waits for people (also for stops of all tenants), and writes down what stops met and which have come to zero. What is
 * enforced does not wait for it. Several processes may run it at once.
 */
export async function settleSwitches(tenantId: string): Promise<void> {
  await withTenant(tenantId, async (tx) => {
    const rows = await tx.$queryRaw<Expired[]>`
      WITH due AS (
        SELECT id FROM switches WHERE tenant_id = ${tenantId}::uuid AND cleared_at IS NULL
          AND expires_at <= clock_timestamp() ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
      )
      UPDATE switches s SET cleared_at = clock_timestamp(), clear_reason = ${EXPIRED}
      FROM due WHERE s.id = due.id RETURNING s.id, s.scope, s.target`;
    await recordExpired(tx, tenantId, rows);
    await tx.$executeRaw`SELECT settle_freezes(${tenantId}::uuid)`;
  });
  await withTenant(tenantId, async (tx) => {
    const draining = await tx.switch.findMany({
      where: { tenantId, clearedAt: null, drainedAt: null, effectiveAt: { not: null } },
      take: BATCH,
    });
    for (const row of draining) {
      const target = { scope: row.scope as Scope, target: row.target };
      const { count } = await inFlightOf(tx, tenantId, [target], row.effectiveAt);
      if (count === 0) await noteDrained(tx, tenantId, row);
    }
  });
  await recordCovered(tenantId);
}

/** Ends stops of all tenants whose time is over, and says so in the audit log that says that they were set. */
export async function settleGlobalSwitches(): Promise<void> {
  await withSystem(async (tx) => {
    const rows = await tx.$queryRaw<(Expired & { set_in: string | null })[]>`
      UPDATE switches SET cleared_at = clock_timestamp(), clear_reason = ${EXPIRED}
      WHERE tenant_id IS NULL AND cleared_at IS NULL AND expires_at <= clock_timestamp()
      RETURNING id, scope, target, set_in`;
    for (const { set_in: tenantId, ...row } of rows) {
      if (tenantId === null) continue;
      await tx.$executeRaw`SELECT set_config('app.tenant_id', ${tenantId}, true)`;
      await recordExpired(tx, tenantId, [row]);
    }
  });
}

async function recordExpired(tx: Tx, tenantId: string, rows: readonly Expired[]): Promise<void> {
  const leaves = rows.map(({ id, scope, target }) => ({
    action: "switch.expired",
    subjectKind: "switch",
    subjectId: id,
    data: { scope, target },
  }));
  if (leaves.length > 0) await appendLeaves(tx, systemCtx(tenantId, `settle-${newId()}`), leaves);
}
