import type { Ctx } from "../platform/ctx";
import { appendLeaf } from "../platform/ledger";
import type { Stepped } from "./clear-switch";
import { tellIncident } from "./in-incident";
import { onSwitch, personOf } from "./on-switch";
import { parseInput } from "./parse";
import { afterStep } from "./restart-rules";
import { SwitchRef } from "./schemas";

/**
 * The next stage of a confirmed restart: more of the sessions run, and with the last stage all of them: the stop is over.
 * @throws DomainError FORBIDDEN, STEP_UP_REQUIRED, NOT_FOUND, CONFLICT where it is not confirmed, or over
 */
export async function advanceRestart(ctx: Ctx, input: SwitchRef): Promise<Stepped> {
  const { id } = parseInput(SwitchRef, input);
  return onSwitch(ctx, id, "advance", async (tx, { row, stop, now }) => {
    const after = afterStep(stop, "advance", personOf(ctx));
    const reason = row.restartReason ?? "";
    const data = after.over
      ? { clearedAt: now, clearedById: personOf(ctx), clearReason: reason }
      : { percent: after.percent };
    await tx.switch.updateMany({ where: { id, percent: row.percent, clearedAt: null }, data });
    await tellIncident(
      tx,
      ctx,
      row,
      after.over ? "switch_cleared" : "switch_restarting",
      after.over ? reason : `${after.percent} % of the sessions run again.`,
    );
    const auditId = await appendLeaf(tx, ctx, {
      action: after.over ? "switch.cleared" : "switch.restart_advanced",
      subjectKind: "switch",
      subjectId: id,
      data: { scope: row.scope, from: row.percent, to: after.over ? 100 : after.percent, reason },
    });
    return { id, auditId, percent: after.over ? 100 : after.percent, over: after.over };
  });
}
