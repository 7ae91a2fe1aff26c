import type { Ctx } from "../../platform/ctx";
import { DomainError } from "../../platform/errors";
import { effectsOf } from "../impact/effects";
import { scopeOf } from "../impact/scope";
import { addEvent, onIncident, recordChange } from "../load";
import { MarkCompensationInput, RunCompensationInput } from "./schemas";
import { noteProgress } from "./progress";
import { compensationsOf, take, type Compensation } from "./store";

export type Begun = {
  incidentId: string;
  ref: string;
  auditId: string;
  /** Newest call first: what came last is taken back first. */
  rows: Compensation[];
  /** Those that were not begun, and why. */
  refused: { decisionId: string; detail: string }[];
};

/**
 * Writes down that these calls are to be taken back, before any of it is called: what dies afterwards is carried on.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; CONFLICT where none of them can be begun
 */
export async function beginCompensation(ctx: Ctx, input: RunCompensationInput): Promise<Begun> {
  return onIncident(ctx, "incidents.manage", RunCompensationInput, input, async (tx, incident, parsed) => {
    const wanted = new Set(parsed.decisionIds);
    const found = await effectsOf(tx, ctx.tenantId, await scopeOf(tx, incident), [...wanted]);
    const refused: Begun["refused"] = [...wanted]
      .filter((id) => !found.rows.some((effect) => effect.decisionId === id))
      .map((decisionId) => ({ decisionId, detail: "This incident is not about such a call." }));
    const begun: string[] = [];
    // One order of locks, whoever else takes back the same calls.
    const inOrder = found.rows.toSorted((a, b) => a.decisionId.localeCompare(b.decisionId));
    for (const effect of inOrder) {
      const { decisionId, way } = effect;
      if (way.kind !== "call") {
        refused.push({ decisionId, detail: "The registry names no call that takes this one back." });
        continue;
      }
      try {
        const next = { state: "running", capability: way.capability, detail: "" } as const;
        await take(tx, ctx, incident, effect, next);
        begun.push(decisionId);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        refused.push({ decisionId, detail: error.message });
      }
    }
    const [first] = refused;
    if (begun.length === 0)
      throw new DomainError("CONFLICT", first?.detail ?? "There is nothing to take back.");
    const count = begun.length === 1 ? "one call" : `${begun.length} calls`;
    await addEvent(tx, ctx, incident.id, { kind: "compensation", title: `Began to take back ${count}` });
    const { ref, auditId } = await recordChange(tx, ctx, incident, "incident.compensation_started", {
      decisionIds: begun,
    });
    await noteProgress(tx, ctx, incident);
    const rows = await compensationsOf(tx, incident);
    const newestFirst = begun.toSorted((a, b) => b.localeCompare(a));
    return { incidentId: incident.id, ref, auditId, rows: newestFirst.map((id) => rows.get(id)!), refused };
  });
}

/**
 * Says of one call that people have taken it back outside of AgentGate, or that nothing has to be.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; CONFLICT where it runs or is taken back already
 */
export async function markCompensation(ctx: Ctx, input: MarkCompensationInput): Promise<{ auditId: string }> {
  return onIncident(ctx, "incidents.manage", MarkCompensationInput, input, async (tx, incident, parsed) => {
    const { decisionId, state, note } = parsed;
    const found = await effectsOf(tx, ctx.tenantId, await scopeOf(tx, incident), [decisionId]);
    const [effect] = found.rows;
    if (!effect) throw new DomainError("NOT_FOUND", "This incident is not about such a call.");
    await take(tx, ctx, incident, effect, { state, capability: null, detail: note });
    await addEvent(tx, ctx, incident.id, {
      kind: "compensation",
      title:
        state === "manual"
          ? `Taken back by hand: ${effect.capability}`
          : `Left as it is: ${effect.capability}`,
      body: note,
      subject: { kind: "call", id: effect.callId },
    });
    const { auditId } = await recordChange(tx, ctx, incident, "incident.compensation_marked", {
      decisionId,
      state,
      note,
    });
    await noteProgress(tx, ctx, incident);
    return { auditId };
  });
}
