import type { Incident, Tx } from "../platform/db";
import { namesOf } from "./load";
import type { IncidentKind, IncidentStatus, Severity } from "./schemas";
import type { IncidentChip, IncidentRow } from "./types";
import { incidentRef } from "./words";

/** Rows as lists show them, in the order given. */
export async function toRows(tx: Tx, incidents: readonly Incident[]): Promise<IncidentRow[]> {
  const ids = incidents.map(({ id }) => id);
  const commanders = await tx.incidentPerson.findMany({
    where: { incidentId: { in: ids }, role: "commander" },
  });
  const names = await namesOf(
    tx,
    commanders.map(({ userId }) => userId),
  );
  const commanderOf = new Map(
    commanders.map(({ incidentId, userId }) => [incidentId, names.get(userId) ?? null]),
  );
  const agentIds = incidents.flatMap(({ agentId }) => agentId ?? []);
  const agents = await tx.agent.findMany({
    where: { id: { in: agentIds } },
    select: { id: true, name: true },
  });
  const agentNames = new Map(agents.map(({ id, name }) => [id, name]));
  const steps = await tx.incidentStep.findMany({
    where: { incidentId: { in: ids } },
    select: { incidentId: true, state: true },
  });
  return incidents.map((incident) => {
    const own = steps.filter(({ incidentId }) => incidentId === incident.id);
    const done = own.filter(({ state }) => state === "done" || state === "skipped").length;
    return {
      ...toChip(incident),
      number: incident.number,
      kind: incident.kind as IncidentKind, // CHECK kind_known
      sessionId: incident.sessionId,
      agentId: incident.agentId,
      agentName: agentNames.get(incident.agentId ?? "") ?? null,
      resolvedAt: incident.resolvedAt?.toISOString() ?? null,
      commander: commanderOf.get(incident.id) ?? null,
      steps: { done, total: own.length },
    };
  });
}

export function toChip({
  id,
  number,
  title,
  severity,
  status,
  openedAt,
}: Pick<Incident, "id" | "number" | "title" | "severity" | "status" | "openedAt">): IncidentChip {
  return {
    id,
    ref: incidentRef(number),
    title,
    severity: severity as Severity, // CHECK severity_known
    status: status as IncidentStatus, // CHECK status_known
    openedAt: openedAt.toISOString(),
  };
}
