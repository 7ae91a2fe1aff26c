import type { HttpBinding } from "../../capabilities/types";
import { withTenant, type Capability, type Tx } from "../../platform/db";
import type { JsonObject } from "../../platform/json";
import { permittedRanges } from "../../outbound";
import { readContainment, type Admits } from "../../quarantine";
import { inForce, type Environment } from "../../revisions";
import { toRef, UPSTREAM_PARTS, type UpstreamRef } from "../../upstreams";
import { activate } from "./activate";
import { newestChains } from "./chains";
import type { ActivePolicy, CapabilityFacts, ExceptionFacts, SwitchFacts, TenantSnapshot } from "./types";

/**
 * Reads one tenant's snapshot; null where there is no such tenant.
 * @param lastGood what decides until now, and goes on deciding where what is deployed must not be enforced.
 */
export async function loadSnapshot(
  tenantId: string,
  lastGood: ReadonlyMap<Environment, ActivePolicy>,
): Promise<TenantSnapshot | null> {
  return withTenant(tenantId, async (tx) => {
    // The epoch first: what is read after it can only be newer, and newer data is caught at commit.
    const tenant = await tx.tenant.findUnique({ where: { id: tenantId } });
    if (!tenant) return null;
    const agents = await tx.agent.findMany({ where: { tenantId, disabledAt: null } });
    const keys = await tx.apiKey.findMany({ where: { tenantId, revokedAt: null } });
    const upstreams = await tx.upstream.findMany({
      where: { tenantId, disabledAt: null },
      include: UPSTREAM_PARTS,
    });
    const allow = await permittedRanges(tx, tenantId);
    const capabilities = await tx.capability.findMany({ where: { tenantId, status: { not: "retired" } } });
    const switches = await tx.switch.findMany({ where: { clearedAt: null } });
    const quarantines = await tx.quarantine.findMany({ where: { tenantId, releasedAt: null } });
    const refs = new Map(upstreams.map((upstream) => [upstream.id, toRef(upstream, allow)]));
    return {
      tenantId,
      slug: tenant.slug,
      epoch: tenant.controlEpoch,
      agents: new Map(
        // A CHECK constraint keeps the environment to these words.
        agents.map(({ id, name, ownerId, deployedById, environment }) => [
          id,
          { id, name: `agent:${name}`, ownerId, deployedById, environment: environment as Environment },
        ]),
      ),
      keys: new Map(keys.map(({ id, agentId, hash, expiresAt }) => [id, { agentId, hash, expiresAt }])),
      upstreams: new Map([...refs.values()].map((ref) => [ref.slug, ref])),
      capabilities: new Map(capabilities.flatMap((row) => capabilityFacts(row, refs))),
      switches: switches.map(({ id, scope, target, reason, expiresAt, inFlight, percent }) => ({
        id,
        scope,
        target,
        reason,
        expiresAt,
        // A CHECK constraint keeps the column to these words.
        inFlight: inFlight as SwitchFacts["inFlight"],
        percent,
      })),
      quarantines: new Map(
        quarantines.map(({ sessionId, incidentId, reason, admits }) => [
          sessionId,
          { incidentId, reason, admits: admits as Admits },
        ]),
      ),
      containment: await readContainment(tx, tenantId),
      limits: await tx.rateLimit.findMany({ where: { tenantId, enabled: true } }),
      ...activate(await inForce(tx, tenantId), lastGood),
      exceptions: await activeExceptions(tx, tenantId),
      chains: await newestChains(tx, tenantId),
    };
  });
}

/** Capabilities of a disabled upstream do not exist for callers. */
function capabilityFacts(row: Capability, upstreams: Map<string, UpstreamRef>): [string, CapabilityFacts][] {
  const upstream = upstreams.get(row.upstreamId);
  if (!upstream) return [];
  const { upstreamId: _, inputSchema, outputSchema, annotations, binding, riskLevel, status, ...rest } = row;
  const facts: CapabilityFacts = {
    ...rest,
    upstream,
    inputSchema: inputSchema as JsonObject,
    outputSchema: outputSchema as JsonObject | null,
    annotations: annotations as JsonObject | null,
    binding: binding as HttpBinding | null,
    suspension: row.suspension as CapabilityFacts["suspension"],
    // CHECK constraints keep these columns to these words.
    riskLevel: riskLevel as CapabilityFacts["riskLevel"],
    status: status as CapabilityFacts["status"],
  };
  return [[row.name, facts]];
}

/** What people approved to let through, not revoked and not over. */
export async function activeExceptions(tx: Tx, tenantId: string): Promise<ExceptionFacts[]> {
  const rows = await tx.policyException.findMany({
    where: { tenantId, revokedAt: null, expiresAt: { gt: new Date() } },
  });
  return rows
    .filter(({ approverIds, requiredApprovers }) => new Set(approverIds).size >= requiredApprovers)
    .map(({ id, scope, sessionId, capability, principal, reason, expiresAt, approverIds, createdById }) => ({
      id,
      authorId: createdById,
      // A CHECK constraint keeps the column to these words.
      scope: scope as ExceptionFacts["scope"],
      ...(sessionId === null ? {} : { sessionId }),
      capability,
      ...(principal === null ? {} : { principal }),
      reason,
      expiresAt,
      approvers: new Set(approverIds).size,
    }));
}
