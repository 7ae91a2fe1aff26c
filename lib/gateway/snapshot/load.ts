import { withTenant, type Capability, type Tx, type Upstream } from "../../platform/db";
import type { JsonObject } from "../../platform/json";
import type { PolicyException } from "../../policy";
import { inForce, type Environment } from "../../revisions";
import type { UpstreamRef } from "../../upstreams";
import { activate } from "./activate";
import type { ActivePolicy, CapabilityFacts, TenantSnapshot } from "./types";

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
    const upstreams = await tx.upstream.findMany({ where: { tenantId, disabledAt: null } });
    const capabilities = await tx.capability.findMany({ where: { tenantId, status: { not: "retired" } } });
    const switches = await tx.switch.findMany({ where: { clearedAt: null } });
    const refs = new Map(upstreams.map((upstream) => [upstream.id, upstreamRef(upstream)]));
    return {
      tenantId,
      slug: tenant.slug,
      epoch: tenant.controlEpoch,
      agents: new Map(
        // A CHECK constraint keeps the environment to these words.
        agents.map(({ id, name, ownerId, environment }) => [
          id,
          { id, name: `agent:${name}`, ownerId, environment: environment as Environment },
        ]),
      ),
      keys: new Map(keys.map(({ id, agentId, hash, expiresAt }) => [id, { agentId, hash, expiresAt }])),
      upstreams: new Map([...refs.values()].map((ref) => [ref.slug, ref])),
      capabilities: new Map(capabilities.flatMap((row) => capabilityFacts(row, refs))),
      switches: switches.map(({ scope, target, reason, expiresAt }) => ({
        scope,
        target,
        reason,
        expiresAt,
      })),
      ...activate(await inForce(tx, tenantId), lastGood),
      exceptions: await activeExceptions(tx, tenantId),
    };
  });
}

function upstreamRef({ tenantId, id, slug, kind, config }: Upstream): UpstreamRef {
  return { tenantId, id, slug, kind, config: config as JsonObject };
}

/** Capabilities of a disabled upstream do not exist for callers. */
function capabilityFacts(row: Capability, upstreams: Map<string, UpstreamRef>): [string, CapabilityFacts][] {
  const upstream = upstreams.get(row.upstreamId);
  if (!upstream) return [];
  const { upstreamId: _, inputSchema, outputSchema, annotations, riskLevel, status, ...rest } = row;
  const facts: CapabilityFacts = {
    ...rest,
    upstream,
    inputSchema: inputSchema as JsonObject,
    outputSchema: outputSchema as JsonObject | null,
    annotations: annotations as JsonObject | null,
    // CHECK constraints keep both columns to these words.
    riskLevel: riskLevel as CapabilityFacts["riskLevel"],
    status: status as CapabilityFacts["status"],
  };
  return [[row.name, facts]];
}

async function activeExceptions(tx: Tx, tenantId: string): Promise<PolicyException[]> {
  const rows = await tx.policyException.findMany({
    where: { tenantId, revokedAt: null, expiresAt: { gt: new Date() } },
  });
  return rows
    .filter(({ approverIds, requiredApprovers }) => new Set(approverIds).size >= requiredApprovers)
    .map(({ id, scope, sessionId, capability, principal, reason, expiresAt, approverIds }) => ({
      id,
      // A CHECK constraint keeps the column to these words.
      scope: scope as PolicyException["scope"],
      ...(sessionId === null ? {} : { sessionId }),
      capability,
      ...(principal === null ? {} : { principal }),
      reason,
      expiresAt,
      approvers: new Set(approverIds).size,
    }));
}
