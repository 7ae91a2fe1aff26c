import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Prisma } from "../platform/db";
import { invalidInput } from "../platform/errors";
import { isId } from "../platform/ids";
import { toChip } from "./rows";
import { SubjectIncidentsInput, type LinkKind } from "./schemas";
import type { IncidentChip } from "./types";

const MOST = 10;

/**
 * The incidents of a session, agent, capability and so on, newest first, for that thing's own page: those opened about
 * it, those it was quarantined or stopped for, and those it was linked to.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function subjectIncidents(ctx: Ctx, input: SubjectIncidentsInput): Promise<IncidentChip[]> {
  requirePermission(ctx, "incidents.read");
  const parsed = SubjectIncidentsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { subjectKind, subjectId } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const ids: string[] = [];
    if (isId(subjectId)) {
      if (subjectKind === "session" || subjectKind === "call") {
        const by = subjectKind === "session" ? { sessionId: subjectId } : { decisionId: subjectId };
        const rows = await tx.quarantine.findMany({ where: { tenantId, ...by } });
        ids.push(...rows.map(({ incidentId }) => incidentId));
      }
      if (subjectKind === "switch") {
        const row = await tx.switch.findFirst({ where: { tenantId, id: subjectId } });
        if (row?.incidentId) ids.push(row.incidentId);
      }
    }
    const found = await tx.incident.findMany({
      where: {
        tenantId,
        OR: [
          { id: { in: ids } },
          { links: { some: { tenantId, subjectKind, subjectId } } },
          ...own(subjectKind, subjectId),
        ],
      },
      orderBy: { number: "desc" },
      take: MOST,
    });
    return found.map(toChip);
  });
}

function own(kind: LinkKind, id: string): Prisma.IncidentWhereInput[] {
  if (!isId(id)) return [];
  if (kind === "session") return [{ sessionId: id }];
  if (kind === "agent") return [{ agentId: id }];
  if (kind === "alert") return [{ alertId: id }];
  return [];
}
