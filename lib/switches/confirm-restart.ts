import type { Ctx } from "../platform/ctx";
import { appendLeaf } from "../platform/ledger";
import type { Stepped } from "./clear-switch";
import { tellIncident } from "./in-incident";
import { onSwitch, personOf } from "./on-switch";
import { parseInput } from "./parse";
import { afterStep } from "./restart-rules";
import { SwitchRef } from "./schemas";

/**
 * The second of two people confirms a restart: the first stage of the sessions runs again.
 * @throws DomainError FORBIDDEN (also to who asked), STEP_UP_REQUIRED, NOT_FOUND, CONFLICT
 */
export async function confirmRestart(ctx: Ctx, input: SwitchRef): Promise<Stepped> {
  const { id } = parseInput(SwitchRef, input);
  return onSwitch(ctx, id, "confirm", async (tx, { row, stop, now }) => {
    const { percent } = afterStep(stop, "confirm", personOf(ctx));
    const data = { restartConfirmedById: personOf(ctx), restartConfirmedAt: now, percent };
    await tx.switch.updateMany({ where: { id, restartConfirmedById: null }, data });
    await tellIncident(
      tx,
      ctx,
      row,
      "switch_restarting",
      `${percent} % of the sessions run again. ${row.restartReason ?? ""}`,
    );
    const auditId = await appendLeaf(tx, ctx, {
      action: "switch.restart_confirmed",
      subjectKind: "switch",
      subjectId: id,
      data: { scope: row.scope, percent, askedBy: row.restartAskedById, reason: row.restartReason },
    });
    return { id, auditId, percent, over: false };
  });
}
