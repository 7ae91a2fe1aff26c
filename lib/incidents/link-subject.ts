import type { Ctx } from "../platform/ctx";
import { DomainError, notFound } from "../platform/errors";
import { actorId, addEvent, onIncident, recordChange } from "./load";
import { LinkSubjectInput } from "./schemas";
import { describeSubjects, keyOf } from "./subjects";
import type { IncidentChange } from "./types";

/**
 * Says that an incident is also about this session, call, revision and so on. The link is found from both ends.
 * @throws DomainError FORBIDDEN, INVALID_INPUT; NOT_FOUND of the incident or the subject; CONFLICT where it is linked
 */
export async function linkSubject(ctx: Ctx, input: LinkSubjectInput): Promise<IncidentChange> {
  return onIncident(ctx, "incidents.manage", LinkSubjectInput, input, async (tx, row, parsed) => {
    const { subjectKind, subjectId } = parsed;
    const subject = { kind: subjectKind, id: subjectId };
    if (subjectId === row.id) throw new DomainError("CONFLICT", "An incident is not linked to itself.");
    const described = (await describeSubjects(tx, ctx.tenantId, [subject])).get(keyOf(subject));
    if (!described) throw notFound(subjectKind === "revision" ? "policy revision" : subjectKind);
    const { count } = await tx.incidentLink.createMany({
      data: {
        tenantId: ctx.tenantId,
        incidentId: row.id,
        subjectKind,
        subjectId,
        addedById: actorId(ctx),
        addedAt: new Date(),
      },
      skipDuplicates: true,
    });
    if (count === 0) throw new DomainError("CONFLICT", "It is linked already.");
    await addEvent(tx, ctx, row.id, { kind: "linked", title: "Linked", body: described.label, subject });
    return recordChange(tx, ctx, row, "incident.linked", { subjectKind, subjectId });
  });
}
