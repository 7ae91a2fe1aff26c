import type { Ctx } from "../../platform/ctx";
import { databaseNow } from "../../calls";
import { effectsOf, type Effect } from "../impact/effects";
import { scopeOf } from "../impact/scope";
import { namesOf, onIncident } from "../load";
import { IncidentRef } from "../schemas";
import type { CallState } from "../../calls";
import { mayStart } from "./settle";
import { compensationsOf, runStates, takenElsewhere, type Compensation } from "./store";
import type { SideEffect, SideEffects } from "./types";

/**
 * Everything an incident's sessions and calls did that was more than reading, newest first, and how far taking it
 * back is. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function listSideEffects(ctx: Ctx, input: IncidentRef): Promise<SideEffects> {
  return onIncident(ctx, "incidents.read", IncidentRef, input, async (tx, incident) => {
    const { tenantId } = ctx;
    const { rows, truncated } = await effectsOf(tx, tenantId, await scopeOf(tx, incident));
    const compensations = await compensationsOf(tx, incident);
    const elsewhere = await takenElsewhere(
      tx,
      incident,
      rows.map(({ decisionId }) => decisionId),
    );
    const states = await runStates(tx, tenantId, compensations.values());
    const known = [...compensations.values(), ...[...elsewhere.values()].map(({ row }) => row)];
    const names = await namesOf(
      tx,
      known.map(({ byId }) => byId),
    );
    const now = await databaseNow(tx);
    return {
      rows: rows.map((effect) => {
        const own = compensations.get(effect.decisionId);
        const other = elsewhere.get(effect.decisionId);
        return toSideEffect(effect, { row: other?.row ?? own, elsewhere: other?.ref ?? null }, states, names);
      }),
      truncated,
      now,
    };
  });
}

function toSideEffect(
  { agentId: _, at, ...effect }: Effect,
  { row, elsewhere }: { row: Compensation | undefined; elsewhere: string | null },
  states: ReadonlyMap<string, CallState>,
  names: ReadonlyMap<string, string>,
): SideEffect {
  const run = row && { callId: row.runCallId, sessionId: row.runSessionId, approvalId: row.approvalId };
  const state = row?.state ?? "todo";
  const runState = row?.runCallId ? (states.get(row.runCallId) ?? null) : null;
  return {
    ...effect,
    at: at.toISOString(),
    state,
    detail: row?.detail ?? "",
    elsewhere,
    run: run && (run.callId !== null || run.sessionId !== null) ? run : null,
    by: row?.byId ? (names.get(row.byId) ?? "a former member") : null,
    updatedAt: row?.updatedAt.toISOString() ?? null,
    refused:
      elsewhere === null
        ? (mayStart(state, runState) ?? noWay(effect))
        : `${elsewhere} has seen to it already.`,
  };
}

/** Why no call takes this one back; null where one does. */
function noWay({ way }: Pick<Effect, "way">): string | null {
  if (way.kind === "call") return null;
  if (way.kind === "unknown")
    return "The registry no longer knows this tool, so only people can take it back.";
  return way.kind === "none"
    ? "The registry names no way to take this back."
    : "People take this back; the registry names no call that does.";
}
