import { requirePermission, type Ctx } from "../platform/ctx";
import { Prisma, withTenant, type Incident } from "../platform/db";
import { invalidInput } from "../platform/errors";
import { toChip } from "./rows";
import { IncidentsOfInput } from "./schemas";
import type { IncidentChip } from "./types";

type Found = Pick<Incident, "id" | "number" | "title" | "severity" | "status" | "openedAt"> & {
  subjectId: string;
};

/**
 * The newest incidents of each subject, at most `each`: those opened about it, those it was quarantined for, and those
 * it was linked to. One query, however many subjects there are; one without any is left out.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function incidentsOf(ctx: Ctx, input: IncidentsOfInput): Promise<Map<string, IncidentChip[]>> {
  requirePermission(ctx, "incidents.read");
  const parsed = IncidentsOfInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { subjectKind, subjectIds: ids, each } = parsed.data;
  const of = new Map<string, IncidentChip[]>();
  if (ids.length === 0) return of;
  const { tenantId } = ctx;
  const own = subjectKind === "session" ? Prisma.sql`session_id` : Prisma.sql`alert_id`;
  const rows = await withTenant(
    tenantId,
    (tx) => tx.$queryRaw<Found[]>`
      SELECT "subjectId", id, number, title, severity, status, opened_at AS "openedAt"
      FROM (
        SELECT s.subject_id AS "subjectId", i.*,
          row_number() OVER (PARTITION BY s.subject_id ORDER BY i.number DESC) AS place
        FROM (
          SELECT ${own}::text AS subject_id, id AS incident_id FROM incidents
          WHERE tenant_id = ${tenantId}::uuid AND ${own} = ANY (${ids}::uuid[])
          UNION SELECT session_id::text, incident_id FROM quarantines
          WHERE tenant_id = ${tenantId}::uuid AND session_id = ANY (${ids}::uuid[])
          UNION SELECT subject_id, incident_id FROM incident_links
          WHERE tenant_id = ${tenantId}::uuid AND subject_kind = ${subjectKind} AND subject_id = ANY (${ids}::text[])
        ) s JOIN incidents i ON i.tenant_id = ${tenantId}::uuid AND i.id = s.incident_id
      ) ranked
      WHERE place <= ${each}
      ORDER BY number DESC`,
  );
  for (const { subjectId, ...incident } of rows)
    of.set(subjectId, [...(of.get(subjectId) ?? []), toChip(incident)]);
  return of;
}
