import type { Ctx } from "../platform/ctx";
import { DomainError, notFound } from "../platform/errors";
import { actorId, addEvent, namesOf, onIncident, recordChange } from "./load";
import { SetStepInput, type StepState } from "./schemas";
import { requireMember } from "./set-person";
import type { IncidentChange } from "./types";
import { STEP_WORDS } from "./words";

/**
 * How far a step of the runbook is, who sees to it, and what shows that it was done.
 * @throws DomainError FORBIDDEN, INVALID_INPUT; NOT_FOUND of the incident, step or owner; CONFLICT where it is not any more
 * what was seen
 */
export async function setStep(ctx: Ctx, input: SetStepInput): Promise<IncidentChange> {
  return onIncident(ctx, "incidents.manage", SetStepInput, input, async (tx, row, parsed) => {
    const { stepId, expected, seenAt, state = expected, ownerId, evidence } = parsed;
    const { tenantId } = ctx;
    const step = await tx.incidentStep.findFirst({ where: { tenantId, incidentId: row.id, id: stepId } });
    if (!step) throw notFound("step");
    if (ownerId) await requireMember(tx, tenantId, ownerId);
    const { count } = await tx.incidentStep.updateMany({
      where: { tenantId, id: stepId, state: expected, ...(seenAt && { updatedAt: new Date(seenAt) }) },
      data: {
        state,
        ...(ownerId !== undefined && { ownerId }),
        ...(evidence !== undefined && { evidence }),
        updatedById: actorId(ctx),
        updatedAt: new Date(),
      },
    });
    if (count === 0) {
      const found = await tx.incidentStep.findUniqueOrThrow({ where: { id: stepId, tenantId } });
      const names = await namesOf(tx, [found.updatedById]);
      const who = names.get(found.updatedById ?? "") ?? "AgentGate";
      const now = STEP_WORDS[found.state as StepState].toLowerCase(); // CHECK state_known
      throw new DomainError(
        "CONFLICT",
        `${who} was quicker: “${step.title}” is ${now} by now. Look at it again before you change it.`,
      );
    }
    if (state !== step.state) {
      const title = `${step.title}: ${STEP_WORDS[state].toLowerCase()}`;
      const subject = { kind: "step", id: stepId } as const;
      await addEvent(tx, ctx, row.id, { kind: "step", title, body: evidence ?? step.evidence, subject });
    }
    return recordChange(tx, ctx, row, "incident.step_set", {
      stepId,
      title: step.title,
      from: step.state,
      to: state,
      ownerId: ownerId === undefined ? step.ownerId : ownerId,
      evidence: evidence ?? step.evidence,
    });
  });
}
