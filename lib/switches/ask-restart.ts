import type { Ctx } from "../platform/ctx";
import { appendLeaf } from "../platform/ledger";
import type { Stepped } from "./clear-switch";
import { onSwitch, personOf } from "./on-switch";
import { parseInput } from "./parse";
import { SwitchReason } from "./schemas";

/**
 * The first of two people asks to restart a tenant or everything. Nothing runs until another one confirms.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, STEP_UP_REQUIRED, NOT_FOUND, CONFLICT where it is asked for or over
 */
export async function askRestart(ctx: Ctx, input: SwitchReason): Promise<Stepped> {
  const { id, reason } = parseInput(SwitchReason, input);
  return onSwitch(ctx, id, "ask", async (tx, { row, now }) => {
    const data = { restartAskedById: personOf(ctx), restartAskedAt: now, restartReason: reason };
    await tx.switch.updateMany({ where: { id, restartAskedById: null }, data });
    const auditId = await appendLeaf(tx, ctx, {
      action: "switch.restart_asked",
      subjectKind: "switch",
      subjectId: id,
      data: { scope: row.scope, reason },
    });
    return { id, auditId, percent: 0, over: false };
  });
}
