import type { Ctx } from "../platform/ctx";
import type { Added } from "./add-comment";
import { notLater } from "./event-of";
import { addEvent, onIncident, recordChange } from "./load";
import { InsertEventInput } from "./schemas";

/**
 * Puts something into the timeline that happened before it was written down. When it was recorded stays with it.
 * @throws DomainError FORBIDDEN, NOT_FOUND; INVALID_INPUT, also of a time that is yet to come
 */
export async function insertEvent(ctx: Ctx, input: InsertEventInput): Promise<Added> {
  return onIncident(ctx, "incidents.manage", InsertEventInput, input, async (tx, row, parsed) => {
    const { title, body } = parsed;
    const at = notLater(parsed.at);
    const eventId = await addEvent(tx, ctx, row.id, { kind: "note", title, body, at });
    const leaf = { eventId, title, body, at: at.toISOString() };
    return { ...(await recordChange(tx, ctx, row, "incident.event_inserted", leaf)), eventId };
  });
}
