import { Prisma, type Incident, type Tx } from "../../platform/db";

/** What an incident is about: whole sessions, and single calls of others. */
export type Scope = { sessionIds: string[]; callIds: string[] };

/** Its own session, those that were quarantined for it, and what people linked to it. */
export async function scopeOf(
  tx: Tx,
  incident: Pick<Incident, "id" | "tenantId" | "sessionId">,
): Promise<Scope> {
  const { id: incidentId, tenantId, sessionId } = incident;
  const links = await tx.incidentLink.findMany({
    where: { tenantId, incidentId, subjectKind: { in: ["session", "call"] } },
    select: { subjectKind: true, subjectId: true },
  });
  const quarantines = await tx.quarantine.findMany({
    where: { tenantId, incidentId },
    select: { sessionId: true },
  });
  const linked = (kind: string) => links.filter((it) => it.subjectKind === kind).map((it) => it.subjectId);
  const sessions = [
    ...(sessionId === null ? [] : [sessionId]),
    ...quarantines.map((it) => it.sessionId),
    ...linked("session"),
  ];
  return { sessionIds: [...new Set(sessions)], callIds: [...new Set(linked("call"))] };
}

/** Rows of decisions `d` within the scope. Each call once, however it got in. */
export function inScope(tenantId: string, { sessionIds, callIds }: Scope): Prisma.Sql {
  return Prisma.sql`d.tenant_id = ${tenantId}::uuid
    AND (d.session_id = ANY (${sessionIds}::uuid[]) OR d.call_id = ANY (${callIds}::uuid[]))`;
}
