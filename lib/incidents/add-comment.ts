import type { Ctx } from "../platform/ctx";
import { addEvent, onIncident, recordChange } from "./load";
import { AddCommentInput } from "./schemas";
import type { IncidentChange } from "./types";

export type Added = IncidentChange & { eventId: string };

/** A remark, now. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND */
export async function addComment(ctx: Ctx, input: AddCommentInput): Promise<Added> {
  return onIncident(ctx, "incidents.open", AddCommentInput, input, async (tx, row, { body }) => {
    const eventId = await addEvent(tx, ctx, row.id, { kind: "comment", title: "Comment", body });
    return { ...(await recordChange(tx, ctx, row, "incident.commented", { eventId, body })), eventId };
  });
}
