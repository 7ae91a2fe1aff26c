import type { Ctx } from "../platform/ctx";
import { appendLeaf } from "../platform/ledger";
import type { Stepped } from "./clear-switch";
import { enforce } from "./enforce";
import { tellIncident } from "./in-incident";
import { onSwitch } from "./on-switch";
import { parseInput } from "./parse";
import { SwitchReason, type Scope } from "./schemas";

/**
 * Takes back a restart that was asked for or is under way: nothing runs any more, and two people are needed again. Takes
 * the right to stop. Returns when every gateway goes by it.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT where nothing was restarted, or it is over
 */
export async function backToStop(ctx: Ctx, input: SwitchReason): Promise<Stepped & { enforcedMs: number }> {
  const began = performance.now();
  const { id, reason } = parseInput(SwitchReason, input);
  const { scope, ...stepped } = await onSwitch(ctx, id, "stop_again", async (tx, { row }) => {
    const data = {
      ...{ percent: 0, restartAskedById: null, restartAskedAt: null, restartReason: null },
      ...{ restartConfirmedById: null, restartConfirmedAt: null },
      // What ran meanwhile has to end again: the stop is in force, and at zero, once more and later.
      ...(row.percent > 0 && { effectiveAt: null, gateways: null, drainedAt: null }),
    };
    await tx.switch.updateMany({ where: { id, clearedAt: null }, data });
    await tellIncident(tx, ctx, row, "switch_set", reason);
    const auditId = await appendLeaf(tx, ctx, {
      action: "switch.stopped_again",
      subjectKind: "switch",
      subjectId: id,
      data: { scope: row.scope, from: row.percent, reason },
    });
    return { id, auditId, percent: 0, over: false, scope: row.scope as Scope };
  });
  const { enforcedMs } = await enforce(ctx, [{ id, scope, target: null }], began);
  return { ...stepped, enforcedMs };
}
