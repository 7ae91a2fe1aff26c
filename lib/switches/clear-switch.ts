import type { Ctx } from "../platform/ctx";
import { appendLeaf } from "../platform/ledger";
import { tellIncident } from "./in-incident";
import { onSwitch, personOf } from "./on-switch";
import { parseInput } from "./parse";
import { SwitchReason } from "./schemas";

export type Stepped = { id: string; auditId: string; percent: number; over: boolean };

/**
 * Lifts a stop of an agent, an upstream, a capability or a session. Who set it does not matter; why is kept.
 * @throws DomainError FORBIDDEN (also for a tenant's or a global stop: those take two people), INVALID_INPUT,
 * STEP_UP_REQUIRED, NOT_FOUND, CONFLICT where it is over
 */
export async function clearSwitch(ctx: Ctx, input: SwitchReason): Promise<Stepped> {
  const { id, reason } = parseInput(SwitchReason, input);
  return onSwitch(ctx, id, "clear", async (tx, { row, now }) => {
    const cleared = { clearedAt: now, clearedById: personOf(ctx), clearReason: reason };
    await tx.switch.updateMany({ where: { id, clearedAt: null }, data: cleared });
    await tellIncident(tx, ctx, row, "switch_cleared", reason);
    const { scope, target } = row;
    const auditId = await appendLeaf(tx, ctx, {
      action: "switch.cleared",
      subjectKind: "switch",
      subjectId: id,
      data: { scope, target, reason, stoodMs: now.getTime() - row.setAt.getTime() },
    });
    return { id, auditId, percent: 100, over: true };
  });
}
