import type { Incident, Switch, Tx } from "../../platform/db";
import { sessionsOf } from "../sessions-of";
import { stoppedAgents, stopsOf } from "../stops";

/** What happened so long before an incident was opened belongs to its story. */
const BEFORE_MS = 60 * 60_000;

/** What an incident's records are looked for in. */
export type Scope = {
  tx: Tx;
  tenantId: string;
  incident: Incident;
  sessionIds: readonly string[];
  from: Date;
  until: Date;
  /** With the agent's name where the target is its id. */
  switches: readonly (Switch & { label: string | null })[];
};

/** What an incident's story is told from: its sessions, its time, and the stops that touched it. */
export async function scopeOf(tx: Tx, incident: Incident): Promise<Scope> {
  const { tenantId } = incident;
  const sessionIds = await sessionsOf(tx, incident);
  const from = new Date(incident.openedAt.getTime() - BEFORE_MS);
  const until = incident.status === "reviewed" ? (incident.reviewedAt ?? new Date()) : new Date();
  const rows = await tx.switch.findMany({
    where: {
      origin: { not: "drill" },
      setAt: { gte: from, lte: until },
      OR: [{ tenantId, incidentId: incident.id }, ...stopsOf(incident, sessionIds)],
    },
    orderBy: { setAt: "desc" },
    take: 200,
  });
  const agents = await stoppedAgents(tx, tenantId, rows);
  const switches = rows.map((row) => ({ ...row, label: agents.get(row.target ?? "") ?? row.target }));
  return { tx, tenantId, incident, sessionIds, from, until, switches };
}
