import type { Ctx } from "../platform/ctx";
import { logger } from "../platform/log";
import { awaitEnforced } from "./await-enforced";
import { clock, withSwitches } from "./on-switch";
import type { NamedSwitch } from "./types";

export type Enforcement = { gateways: number; enforcedMs: number; complete: boolean };

/**
 * Waits until every living gateway process goes by what was committed, and writes down when that was.
 * @param began performance.now() of when the person asked for it.
 */
export async function enforce(
  ctx: Ctx,
  switches: readonly NamedSwitch[],
  began: number,
): Promise<Enforcement> {
  const global = switches.some(({ scope }) => scope === "global");
  const { gateways, complete } = await awaitEnforced(global ? null : ctx.tenantId);
  const enforcedMs = Math.round(performance.now() - began);
  if (!complete) {
    logger("switches").warn("a stop is not known to be enforced everywhere", { tenantId: ctx.tenantId });
    return { gateways, enforcedMs, complete };
  }
  await withSwitches(ctx, global, async (tx) => {
    const effectiveAt = await clock(tx);
    const where = { id: { in: switches.map(({ id }) => id) }, effectiveAt: null };
    await tx.switch.updateMany({ where, data: { effectiveAt, gateways } });
  });
  return { gateways, enforcedMs, complete };
}
