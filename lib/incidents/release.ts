import { z } from "zod";
import type { Ctx } from "../platform/ctx";
import { notFound } from "../platform/errors";
import { releaseQuarantine, ReleaseQuarantineInput, type QuarantineChange } from "../quarantine";
import { onIncident } from "./load";
import { IncidentKey } from "./schemas";

export const ReleaseFromIncidentInput = z.strictObject({ ...ReleaseQuarantineInput.shape, id: IncidentKey });
export type ReleaseFromIncidentInput = z.input<typeof ReleaseFromIncidentInput>;

/**
 * Releases a session that was quarantined for this incident, by one stage or fully.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; CONFLICT where it admits so much already or was released
 */
export async function releaseFromIncident(
  ctx: Ctx,
  input: ReleaseFromIncidentInput,
): Promise<QuarantineChange> {
  const release = await onIncident(
    ctx,
    "quarantine.release",
    ReleaseFromIncidentInput,
    input,
    async (tx, incident, { id: _, ...parsed }) => {
      const where = { tenantId: ctx.tenantId, id: parsed.quarantineId, incidentId: incident.id };
      if ((await tx.quarantine.count({ where })) === 0) throw notFound("quarantine of this incident");
      return parsed;
    },
  );
  return releaseQuarantine(ctx, release);
}
