import type { Quarantine, Tx } from "../platform/db";
import type { Admits, Revocation } from "./schemas";
import { shown } from "./score";
import type { QuarantineRow } from "./types";

/** Quarantines with the names that people know their parts by. */
export async function toRows(tx: Tx, rows: readonly Quarantine[]): Promise<QuarantineRow[]> {
  if (rows.length === 0) return [];
  const all = (ids: readonly (string | null)[]) => ({
    id: { in: [...new Set(ids.flatMap((id) => id ?? []))] },
  });
  const sessions = await tx.session.findMany({
    where: all(rows.map(({ sessionId }) => sessionId)),
    select: { id: true, label: true },
  });
  const agents = await tx.agent.findMany({
    where: all(rows.map(({ agentId }) => agentId)),
    select: { id: true, name: true },
  });
  const incidents = await tx.incident.findMany({
    where: all(rows.map(({ incidentId }) => incidentId)),
    select: { id: true, number: true },
  });
  const people = await tx.user.findMany({
    where: all(rows.flatMap(({ openedById, releasedById }) => [openedById, releasedById])),
    select: { id: true, name: true },
  });
  const labels = new Map(sessions.map(({ id, label }) => [id, label]));
  const names = new Map([...agents, ...people].map(({ id, name }) => [id, name]));
  const numbers = new Map(incidents.map(({ id, number }) => [id, number]));
  const nameOf = (id: string | null) => (id === null ? null : (names.get(id) ?? null));
  return rows.map((row) => ({
    id: row.id,
    sessionId: row.sessionId,
    sessionLabel: labels.get(row.sessionId) ?? "",
    agentId: row.agentId,
    agentName: nameOf(row.agentId),
    incidentId: row.incidentId,
    incidentRef: `INC-${numbers.get(row.incidentId) ?? "?"}`,
    decisionId: row.decisionId,
    score: shown(row.score),
    threshold: shown(row.threshold),
    reason: row.reason,
    openedBy: nameOf(row.openedById),
    openedAt: row.openedAt.toISOString(),
    // CHECK constraints keep these columns to these words.
    admits: row.admits as Admits,
    revocation: row.revocation as Revocation,
    revocationDetail: row.revocationDetail,
    releasedBy: nameOf(row.releasedById),
    releasedAt: row.releasedAt?.toISOString() ?? null,
    releaseReason: row.releaseReason,
  }));
}

export async function toRow(tx: Tx, tenantId: string, id: string): Promise<QuarantineRow> {
  const row = await tx.quarantine.findUniqueOrThrow({ where: { id, tenantId } });
  return (await toRows(tx, [row]))[0]!;
}
