import type { Ctx } from "../../platform/ctx";
import { addEvent, onIncident, recordChange } from "../load";
import { ExportReportInput } from "./schemas";

/** Writes down that a report has left. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND */
export async function recordExport(
  ctx: Ctx,
  input: ExportReportInput,
  hash: string,
): Promise<{ auditId: string }> {
  return onIncident(ctx, "incidents.read", ExportReportInput, input, async (tx, incident, { format }) => {
    const title = format === "json" ? "Report exported, signed" : "Report exported as Markdown";
    await addEvent(tx, ctx, incident.id, { kind: "exported", title });
    const { auditId } = await recordChange(tx, ctx, incident, "incident.exported", { format, hash });
    return { auditId };
  });
}
