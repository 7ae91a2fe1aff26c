import type { Ctx } from "../platform/ctx";
import { addEvent, onIncident, recordChange, writeVersion } from "./load";
import { RenameIncidentInput } from "./schemas";
import type { IncidentChange } from "./types";

/**
 * A better title, and a summary for whoever comes late.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; CONFLICT where somebody was quicker
 */
export async function renameIncident(ctx: Ctx, input: RenameIncidentInput): Promise<IncidentChange> {
  return onIncident(ctx, "incidents.manage", RenameIncidentInput, input, async (tx, row, parsed) => {
    const { title, summary, version } = parsed;
    const after = await writeVersion(tx, row, version, { title, summary });
    const what = title === row.title ? "Summary changed" : "Title changed";
    await addEvent(tx, ctx, row.id, { kind: "renamed", title: what, body: title });
    return recordChange(tx, ctx, after, "incident.renamed", { from: row.title, to: title, summary });
  });
}
