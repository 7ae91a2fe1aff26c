import { requirePermission, type Ctx } from "../platform/ctx";
import { withSystem, withTenant } from "../platform/db";
import { agentsOf, heldOf, inFlightOf, queuedOf, sessionsOf } from "./affected";
import { parseInput } from "./parse";
import { PreviewStopInput } from "./schemas";
import { requireTargets } from "./targets";
import type { StopPreview } from "./types";

/**
 * What exactly a stop of these would meet now, in the reader's tenant. Writes nothing.
 * @throws DomainError FORBIDDEN, INVALID_INPUT naming what does not exist
 */
export async function previewStop(ctx: Ctx, input: PreviewStopInput): Promise<StopPreview> {
  requirePermission(ctx, "switches.read");
  const { targets } = parseInput(PreviewStopInput, input);
  const { tenantId } = ctx;
  const global = targets.some(({ scope }) => scope === "global");
  const tenants = global ? await withSystem((tx) => tx.tenant.count()) : null;
  return withTenant(tenantId, async (tx) => {
    await requireTargets(tx, targets);
    return {
      inFlight: await inFlightOf(tx, tenantId, targets, null),
      queued: await queuedOf(tx, tenantId, targets),
      held: await heldOf(tx, tenantId, targets),
      sessions: await sessionsOf(tx, tenantId, targets),
      agents: await agentsOf(tx, tenantId, targets),
      tenants,
    };
  });
}
