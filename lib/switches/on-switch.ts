import { requirePermission, type Ctx, type Permission } from "../platform/ctx";
import { withSystem, withTenant, type Switch, type Tx } from "../platform/db";
import { DomainError, notFound } from "../platform/errors";
import { requireRecentProof } from "../tenants";
import { mayOperateIn } from "./operators";
import { mayStep, type StopFacts } from "./restart-rules";
import type { RestartStep } from "./types";

/**
 * A transaction that may write switches: the tenant's own, or, where `global`, those of all tenants as well. Then too
 * it sees this one tenant's rows, so that the audit record is its own.
 */
export async function withSwitches<T>(ctx: Ctx, global: boolean, fn: (tx: Tx) => Promise<T>): Promise<T> {
  if (!global) return withTenant(ctx.tenantId, fn);
  return withSystem(async (tx) => {
    await tx.$executeRaw`SELECT set_config('app.tenant_id', ${ctx.tenantId}, true)`;
    return fn(tx);
  });
}

/** Which rights each step takes: going back to a full stop is stopping. */
export const STEP_RIGHTS: Readonly<Record<RestartStep, Permission>> = {
  clear: "switches.clear",
  ask: "switches.clear",
  confirm: "switches.clear",
  advance: "switches.clear",
  stop_again: "switches.set",
};

type Locked = { row: Switch; stop: StopFacts; now: Date };

/**
 * Takes one step with one switch, under its lock: rights, a recent proof of who it is where calls will run again, and
 * what the state allows.
 * @throws DomainError FORBIDDEN, STEP_UP_REQUIRED, NOT_FOUND, CONFLICT
 */
export async function onSwitch<T>(
  ctx: Ctx,
  id: string,
  step: RestartStep,
  work: (tx: Tx, locked: Locked) => Promise<T>,
): Promise<T & { tenantId: string | null }> {
  requirePermission(ctx, STEP_RIGHTS[step]);
  if (step !== "stop_again" && ctx.actor.kind === "user") requireRecentProof(ctx);
  const seen = await withTenant(ctx.tenantId, (tx) => tx.switch.findUnique({ where: { id } }));
  if (!seen || seen.origin === "drill") throw notFound("stop");
  return withSwitches(ctx, seen.tenantId === null, async (tx) => {
    if (seen.tenantId === null) {
      const operator = await mayOperateIn(tx, ctx);
      if (!operator.ok) throw new DomainError("FORBIDDEN", operator.why);
    }
    await tx.$queryRaw`SELECT id FROM switches WHERE id = ${id}::uuid FOR UPDATE`;
    const row = await tx.switch.findUniqueOrThrow({ where: { id } });
    const now = await clock(tx);
    const stop = stopFacts(row, now);
    const answer = mayStep(stop, step, personOf(ctx));
    if (!answer.ok) throw new DomainError(answer.code, answer.why);
    return { ...(await work(tx, { row, stop, now })), tenantId: row.tenantId };
  });
}

export function personOf({ actor }: Ctx): string | null {
  return actor.kind === "user" ? actor.id : null;
}

export function stopFacts(row: Switch, now: Date): StopFacts {
  const expired = row.expiresAt !== null && row.expiresAt <= now;
  return {
    scope: row.scope,
    over: row.clearedAt !== null || expired,
    percent: row.percent,
    askedById: row.restartAskedById,
    confirmedById: row.restartConfirmedById,
  };
}

/** The database's time now, not the time the transaction began. */
export async function clock(tx: Tx): Promise<Date> {
  const rows = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return rows[0]?.now ?? new Date();
}
