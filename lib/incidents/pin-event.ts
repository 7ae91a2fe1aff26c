import type { Ctx } from "../platform/ctx";
import { DomainError } from "../platform/errors";
import { loadEvent } from "./event-of";
import { onIncident, recordChange } from "./load";
import { PinEventInput } from "./schemas";
import type { IncidentChange } from "./types";

/**
 * Makes an event stand out, or lets it go back into line.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; CONFLICT where it is so already
 */
export async function pinEvent(ctx: Ctx, input: PinEventInput): Promise<IncidentChange> {
  return onIncident(ctx, "incidents.manage", PinEventInput, input, async (tx, row, { eventId, pinned }) => {
    await loadEvent(tx, row.tenantId, row.id, eventId);
    const { count } = await tx.incidentEvent.updateMany({
      where: { tenantId: row.tenantId, id: eventId, pinned: !pinned },
      data: { pinned },
    });
    if (count === 0)
      throw new DomainError("CONFLICT", pinned ? "It is pinned already." : "It is not pinned any more.");
    const action = pinned ? "incident.event_pinned" : "incident.event_unpinned";
    return recordChange(tx, ctx, row, action, { eventId });
  });
}
