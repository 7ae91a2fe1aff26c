import type { Ctx } from "../platform/ctx";
import { DomainError } from "../platform/errors";
import { loadEvent, notLater } from "./event-of";
import { onIncident, recordChange } from "./load";
import { CorrectTimeInput } from "./schemas";
import type { IncidentChange } from "./types";

/**
 * Says when something really happened. The time as it was first recorded is kept and shown, however often it is
 * corrected; when it was written down never changes.
 * @throws DomainError FORBIDDEN, NOT_FOUND; INVALID_INPUT, also of a time that is yet to come; CONFLICT where somebody was
 * quicker
 */
export async function correctTime(ctx: Ctx, input: CorrectTimeInput): Promise<IncidentChange> {
  return onIncident(ctx, "incidents.manage", CorrectTimeInput, input, async (tx, row, parsed) => {
    const { eventId, reason } = parsed;
    const at = notLater(parsed.at);
    const event = await loadEvent(tx, row.tenantId, row.id, eventId);
    const originalAt = event.originalAt ?? event.at;
    const { count } = await tx.incidentEvent.updateMany({
      where: { tenantId: row.tenantId, id: eventId, at: event.at },
      data: { at, originalAt, correction: reason },
    });
    if (count === 0) throw new DomainError("CONFLICT", "Somebody corrected this time just now. Look again.");
    return recordChange(tx, ctx, row, "incident.time_corrected", {
      eventId,
      from: event.at.toISOString(),
      to: at.toISOString(),
      original: originalAt.toISOString(),
      reason,
    });
  });
}
