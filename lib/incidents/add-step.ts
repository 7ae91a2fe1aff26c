import type { Ctx } from "../platform/ctx";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { actorId, addEvent, onIncident, recordChange } from "./load";
import { AddStepInput } from "./schemas";
import { requireMember } from "./set-person";
import type { IncidentChange } from "./types";

const MOST_STEPS = 50;

/** One step more, at the end of the runbook. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT past 50 */
export async function addStep(ctx: Ctx, input: AddStepInput): Promise<IncidentChange> {
  return onIncident(ctx, "incidents.manage", AddStepInput, input, async (tx, row, { title, ownerId }) => {
    const { tenantId } = ctx;
    if (ownerId !== null) await requireMember(tx, tenantId, ownerId);
    const where = { tenantId, incidentId: row.id };
    const { _max, _count } = await tx.incidentStep.aggregate({
      where,
      _max: { position: true },
      _count: true,
    });
    if (_count >= MOST_STEPS) throw new DomainError("CONFLICT", `A runbook has at most ${MOST_STEPS} steps.`);
    const id = newId();
    await tx.incidentStep.create({
      data: {
        id,
        ...where,
        position: (_max.position ?? 0) + 1,
        kind: "custom",
        title,
        ownerId,
        updatedById: actorId(ctx),
        updatedAt: new Date(),
      },
    });
    const subject = { kind: "step", id } as const;
    await addEvent(tx, ctx, row.id, { kind: "step", title: `Step added: ${title}`, subject });
    return recordChange(tx, ctx, row, "incident.step_added", { stepId: id, title, ownerId });
  });
}
