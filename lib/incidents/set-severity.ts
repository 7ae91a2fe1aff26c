import type { Ctx } from "../platform/ctx";
import { DomainError } from "../platform/errors";
import { addEvent, onIncident, recordChange, writeVersion } from "./load";
import { SetSeverityInput } from "./schemas";
import type { IncidentChange } from "./types";

/**
 * How bad it is, as people see it now.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; CONFLICT where it is that already, or somebody was quicker
 */
export async function setSeverity(ctx: Ctx, input: SetSeverityInput): Promise<IncidentChange> {
  return onIncident(ctx, "incidents.manage", SetSeverityInput, input, async (tx, row, parsed) => {
    const { severity, reason, version } = parsed;
    if (row.version === version && row.severity === severity)
      throw new DomainError("CONFLICT", `It is ${severity} already.`);
    const after = await writeVersion(tx, row, version, { severity });
    const title = `Severity: ${row.severity} to ${severity}`;
    await addEvent(tx, ctx, row.id, { kind: "severity", title, body: reason });
    return recordChange(tx, ctx, after, "incident.severity_set", {
      from: row.severity,
      to: severity,
      reason,
    });
  });
}
