import { requirePermission, type Ctx } from "../platform/ctx";
import { Prisma, withTenant, type Switch, type Tx } from "../platform/db";
import { notFound } from "../platform/errors";
import { idFloor } from "../platform/ids";
import { LEASE_MS } from "../platform/enforcement";
import { heldOf, inDoubtOf, inFlightOf, queuedOf } from "./affected";
import { coversSql } from "./covers";
import { noteDrained } from "./drained";
import { clock } from "./on-switch";
import { parseInput } from "./parse";
import { toRows } from "./rows";
import { SwitchRef, type Scope, type StopTarget } from "./schemas";
import type { SwitchStatus } from "./types";

/** How far back the last start is looked for: one minute before the stop. */
const LOOK_BACK_MS = 60_000;

/**
 * One stop at this moment: what of it still runs, what stands still, who goes by it. The first reading that finds
 * nothing running any more writes down since when that is so.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function switchStatus(ctx: Ctx, input: SwitchRef): Promise<SwitchStatus> {
  requirePermission(ctx, "switches.read");
  const { id } = parseInput(SwitchRef, input);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const found = await tx.switch.findUnique({ where: { id } });
    if (!found) throw notFound("stop");
    const target: StopTarget = { scope: found.scope as Scope, target: found.target };
    const before = found.effectiveAt ?? (await clock(tx));
    const inFlight = await inFlightOf(tx, tenantId, [target], before);
    const drainedAt = inFlight.count === 0 ? await noteDrained(tx, tenantId, found) : found.drainedAt;
    const [row] = await toRows(tx, ctx, [{ ...found, drainedAt }]);
    if (!row) throw notFound("stop");
    return {
      row,
      inFlight,
      inDoubt: await inDoubtOf(tx, tenantId, [target], found.setAt),
      queued: (await queuedOf(tx, tenantId, [target])).count,
      frozen: (await heldOf(tx, tenantId, [target], "frozen")).count,
      gateways: await gatewaysOf(tx, tenantId),
      lastStartAt: await lastStart(tx, tenantId, target, found),
      now: (await clock(tx)).toISOString(),
    };
  });
}

/** A process without a row for the tenant holds nothing of it, so it goes by whatever it will read. */
async function gatewaysOf(tx: Tx, tenantId: string): Promise<SwitchStatus["gateways"]> {
  const rows = await tx.$queryRaw<SwitchStatus["gateways"][]>`
    SELECT count(*)::int AS living,
      count(*) FILTER (WHERE a.epoch IS NULL OR a.epoch >= t.control_epoch)::int AS enforcing
    FROM gateway_processes p JOIN tenants t ON t.id = ${tenantId}::uuid
    LEFT JOIN control_acks a ON a.process_id = p.id AND a.tenant_id = t.id
    WHERE p.seen_at > clock_timestamp() - make_interval(secs => ${LEASE_MS / 1_000}::float8)`;
  return rows[0] ?? { enforcing: 0, living: 0 };
}

async function lastStart(
  tx: Tx,
  tenantId: string,
  target: StopTarget,
  { setAt, clearedAt }: Switch,
): Promise<string | null> {
  const floor = idFloor(setAt.getTime() - LOOK_BACK_MS);
  const end = clearedAt ? Prisma.sql`o.started_at < ${clearedAt}` : Prisma.sql`true`;
  const rows = await tx.$queryRaw<{ at: Date | null }[]>`
    SELECT max(o.started_at) AS at FROM decisions x JOIN outcomes o ON o.decision_id = x.id
    WHERE x.tenant_id = ${tenantId}::uuid AND x.id >= ${floor}::uuid AND o.decision_id >= ${floor}::uuid
      AND x.action = 'ALLOW' AND ${coversSql([target])} AND ${end}`;
  return rows[0]?.at?.toISOString() ?? null;
}
