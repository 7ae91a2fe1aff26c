import { Prisma, type Switch, type Tx } from "../platform/db";
import { idFloor } from "../platform/ids";
import { coversSql } from "./covers";
import type { Scope } from "./schemas";

/** Nothing that was begun longer before than this can have been the last to end. */
const LOOK_BACK_MS = 3_600_000;

/**
 * Writes down, once, when the last call that a stop covers was over; only after the caller found none running. A stop for
 * all tenants is the installation's, so no tenant writes that of it.
 * @returns when that was; null where the stop is not known to be in force.
 */
export async function noteDrained(tx: Tx, tenantId: string, row: Switch): Promise<Date | null> {
  if (row.drainedAt || !row.effectiveAt) return row.drainedAt;
  const floor = idFloor(row.setAt.getTime() - LOOK_BACK_MS);
  const target = { scope: row.scope as Scope, target: row.target };
  const rows = await tx.$queryRaw<{ at: Date | null }[]>(Prisma.sql`
    SELECT max(o.recorded_at) AS at FROM outcomes o JOIN decisions x ON x.id = o.decision_id
    WHERE o.tenant_id = ${tenantId}::uuid AND o.decision_id >= ${floor}::uuid AND x.id >= ${floor}::uuid
      AND o.recorded_at > ${row.setAt} AND x.decided_at <= ${row.effectiveAt} AND ${coversSql([target])}`);
  const last = rows[0]?.at ?? null;
  // With nothing under way it was at zero the moment it was in force.
  const drainedAt = last && last > row.effectiveAt ? last : row.effectiveAt;
  if (row.tenantId !== null)
    await tx.switch.updateMany({ where: { id: row.id, drainedAt: null }, data: { drainedAt } });
  return drainedAt;
}
