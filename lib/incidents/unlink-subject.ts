import type { Ctx } from "../platform/ctx";
import { notFound } from "../platform/errors";
import { addEvent, onIncident, recordChange } from "./load";
import { LinkSubjectInput } from "./schemas";
import type { IncidentChange } from "./types";

/** Takes a link off that was a mistake; that it was there stays in the timeline. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND */
export async function unlinkSubject(ctx: Ctx, input: LinkSubjectInput): Promise<IncidentChange> {
  return onIncident(ctx, "incidents.manage", LinkSubjectInput, input, async (tx, row, parsed) => {
    const { subjectKind, subjectId } = parsed;
    const { count } = await tx.incidentLink.deleteMany({
      where: { tenantId: ctx.tenantId, incidentId: row.id, subjectKind, subjectId },
    });
    if (count === 0) throw notFound("link");
    const subject = { kind: subjectKind, id: subjectId };
    await addEvent(tx, ctx, row.id, {
      kind: "unlinked",
      title: "Link taken off",
      body: `${subjectKind} ${subjectId}`,
      subject,
    });
    return recordChange(tx, ctx, row, "incident.unlinked", { subjectKind, subjectId });
  });
}
