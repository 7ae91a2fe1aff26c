import type { Ctx } from "../platform/ctx";
import type { Incident, Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { addEvent, onIncident, recordChange, writeVersion } from "./load";
import { SetStatusInput, type IncidentStatus, type Severity, type StepState } from "./schemas";
import { isReopening, refusal } from "./transitions";
import type { IncidentChange } from "./types";
import { STATUS_WORDS } from "./words";

/**
 * Moves an incident along its life, or back to open with a reason.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; CONFLICT where the status doesn't follow from the present
 * one, a SEV1 has steps without an owner, or somebody was quicker
 */
export async function setStatus(ctx: Ctx, input: SetStatusInput): Promise<IncidentChange> {
  return onIncident(ctx, "incidents.manage", SetStatusInput, input, async (tx, row, parsed) => {
    const { status, reason, version } = parsed;
    const from = row.status as IncidentStatus; // CHECK status_known
    // Who saw something older is told what has changed since, not what would follow from it.
    if (row.version === version) {
      const refused = refusal(await statusFacts(tx, row), status);
      if (refused !== null) throw new DomainError("CONFLICT", refused);
      if (isReopening(from, status) && reason === "")
        throw new DomainError("INVALID_INPUT", "Say why it is open again.", {
          faults: [{ pointer: "/reason", detail: "Say why it is open again." }],
        });
    }
    const now = new Date();
    // Times of an earlier round, before a relapse, are none of this one.
    const anew =
      from === "open" ? { containedAt: null, mitigatedAt: null, resolvedAt: null, reviewedAt: null } : {};
    const reached = status === "open" ? {} : { [`${status}At`]: now };
    const after = await writeVersion(tx, row, version, { status, ...anew, ...reached });
    if (status === "contained") await settleContainStep(tx, ctx, row);
    const title = isReopening(from, status) ? "Opened again" : `Status: ${STATUS_WORDS[status].label}`;
    await addEvent(tx, ctx, row.id, { kind: "status", title, body: reason, at: now });
    return recordChange(tx, ctx, after, "incident.status_set", { from, to: status, reason });
  });
}

/** What the state machine looks at. */
export async function statusFacts(tx: Tx, row: Incident) {
  const steps = await tx.incidentStep.findMany({ where: { tenantId: row.tenantId, incidentId: row.id } });
  return {
    status: row.status as IncidentStatus, // CHECK status_known
    severity: row.severity as Severity, // CHECK severity_known
    steps: steps.map(({ title, state, ownerId }) => ({ title, state: state as StepState, ownerId })),
  };
}

/** A step that says the same thing isn't asked of people twice. */
async function settleContainStep(tx: Tx, ctx: Ctx, row: Incident): Promise<void> {
  await tx.incidentStep.updateMany({
    where: {
      tenantId: row.tenantId,
      incidentId: row.id,
      kind: "contain",
      state: { in: ["todo", "doing", "failed"] },
    },
    data: {
      state: "done",
      evidence: "The incident was set to contained.",
      updatedById: ctx.actor.kind === "user" ? ctx.actor.id : null,
      updatedAt: new Date(),
    },
  });
}
