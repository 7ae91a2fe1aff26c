import type { Incident, Tx } from "../platform/db";
import { isId } from "../platform/ids";

/** Every session an incident is about: its own, those quarantined for it, those linked. */
export async function sessionsOf(
  tx: Tx,
  { tenantId, id, sessionId }: Pick<Incident, "tenantId" | "id" | "sessionId">,
): Promise<string[]> {
  const quarantines = await tx.quarantine.findMany({
    where: { tenantId, incidentId: id },
    select: { sessionId: true },
  });
  const links = await tx.incidentLink.findMany({
    where: { tenantId, incidentId: id, subjectKind: "session" },
    select: { subjectId: true },
  });
  const all = [
    ...(sessionId === null ? [] : [sessionId]),
    ...quarantines.map((row) => row.sessionId),
    ...links.map((row) => row.subjectId).filter(isId),
  ];
  return [...new Set(all)];
}
