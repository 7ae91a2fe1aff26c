import { callsById, oneCall, type CallRow, type CallState } from "../../calls";
import type { Ctx } from "../../platform/ctx";
import type { Incident, IncidentCompensation, Tx } from "../../platform/db";
import { DomainError } from "../../platform/errors";
import { newId } from "../../platform/ids";
import type { Effect } from "../impact/effects";
import { actorId } from "../load";
import { incidentRef } from "../words";
import type { CompensationState } from "./schemas";
import { mayStart } from "./settle";

export type Compensation = IncidentCompensation & { state: CompensationState };

/** An incident's compensations by the decision they take back. */
export async function compensationsOf(tx: Tx, incident: Incident): Promise<Map<string, Compensation>> {
  const { tenantId, id: incidentId } = incident;
  const rows = await tx.incidentCompensation.findMany({ where: { tenantId, incidentId } });
  return new Map(rows.map((row) => [row.decisionId, row as Compensation])); // CHECK state_known
}

/** Those of other incidents that have seen to these decisions, with what the incident is called. */
export async function takenElsewhere(
  tx: Tx,
  incident: Incident,
  decisionIds: readonly string[],
): Promise<Map<string, { row: Compensation; ref: string }>> {
  const rows = await tx.incidentCompensation.findMany({
    where: {
      ...{ tenantId: incident.tenantId, incidentId: { not: incident.id } },
      ...{ decisionId: { in: [...decisionIds] }, state: { in: [...TAKEN] } },
    },
    include: { incident: { select: { number: true } } },
  });
  return new Map(
    rows.map(({ incident: { number }, ...row }) => [
      row.decisionId,
      { row: row as Compensation, ref: incidentRef(number) }, // CHECK state_known
    ]),
  );
}

/** The states of their compensating calls, by call. */
export async function runStates(
  tx: Tx,
  tenantId: string,
  rows: Iterable<Compensation>,
): Promise<Map<string, CallState>> {
  const ids = [...rows].flatMap(({ runCallId }) => runCallId ?? []);
  const calls: Map<string, CallRow> = await callsById(tx, tenantId, ids);
  return new Map([...calls].map(([id, { state }]) => [id, state]));
}

/**
 * Puts a row for one effect into a state, where nobody has begun with it. Whoever comes second waits at the lock and
 * then sees the first, in this incident or in another that is about the same call.
 * @throws DomainError CONFLICT that says what has become of it
 */
export async function take(
  tx: Tx,
  ctx: Ctx,
  incident: Incident,
  effect: Pick<Effect, "decisionId" | "callId">,
  next: { state: "running" | "manual" | "skipped"; capability: string | null; detail: string },
): Promise<void> {
  const { tenantId, id: incidentId } = incident;
  const { decisionId, callId } = effect;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('agentgate.compensation.' || ${decisionId}, 0))`;
  const rows = await tx.incidentCompensation.findMany({
    where: { tenantId, decisionId },
    include: { incident: true },
  });
  const elsewhere = rows.find((row) => row.incidentId !== incidentId && isTaken(row.state));
  if (elsewhere)
    throw new DomainError(
      "CONFLICT",
      `${incidentRef(elsewhere.incident.number)} has seen to this call already (${elsewhere.state}).`,
    );
  const own = rows.find((row) => row.incidentId === incidentId) as Compensation | undefined; // CHECK state_known
  const refused = own && (await refusedNow(tx, own, next.state));
  if (refused) throw new DomainError("CONFLICT", refused);
  const data = { ...next, byId: actorId(ctx), updatedAt: new Date() };
  // A new attempt is a new call in a session of its own, so that the refused one does not answer for it.
  const fresh = next.state === "running" ? { runCallId: null, runSessionId: null, approvalId: null } : {};
  if (own) await tx.incidentCompensation.update({ where: { id: own.id }, data: { ...data, ...fresh } });
  else
    await tx.incidentCompensation.create({
      data: { id: newId(), tenantId, incidentId, decisionId, callId, ...data },
    });
}

/** Marking by hand is how people settle what is in doubt; only what is under way or done is not theirs to say. */
async function refusedNow(tx: Tx, own: Compensation, next: string): Promise<string | null> {
  if (next !== "running") return isTaken(own.state) ? mayStart(own.state, null) : null;
  const run = own.runCallId ? await oneCall(tx, own.tenantId, own.runCallId) : null;
  return mayStart(own.state, run?.state ?? null);
}

const TAKEN: readonly string[] = ["running", "waiting", "done", "manual"];

function isTaken(state: string): boolean {
  return TAKEN.includes(state);
}

/** Records what became of an attempt; false where another process was quicker. */
export async function settleRow(
  tx: Tx,
  row: Compensation,
  data: Partial<Pick<Compensation, "state" | "detail" | "runCallId" | "runSessionId" | "approvalId">>,
): Promise<boolean> {
  const { count } = await tx.incidentCompensation.updateMany({
    where: {
      tenantId: row.tenantId,
      id: row.id,
      state: row.state,
      runSessionId: row.runSessionId,
      runCallId: row.runCallId,
    },
    data: { ...data, updatedAt: new Date() },
  });
  return count > 0;
}
