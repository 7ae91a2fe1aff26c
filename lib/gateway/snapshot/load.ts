import { LRUCache } from "lru-cache";
import { withTenant, type Capability, type Tx, type Upstream } from "../../platform/db";
import type { JsonObject } from "../../platform/json";
import { logger } from "../../platform/log";
import { singleton } from "../../platform/singleton";
import { compilePolicy, type CompiledPolicy } from "../../policy";
import type { UpstreamRef } from "../../upstreams";
import type { CapabilityFacts, TenantSnapshot } from "./types";

/** Reads one tenant's snapshot; null where there is no such tenant. */
export async function loadSnapshot(tenantId: string): Promise<TenantSnapshot | null> {
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
      agents: new Map(agents.map(({ id, name, ownerId }) => [id, { id, name: `agent:${name}`, ownerId }])),
      keys: new Map(keys.map(({ id, agentId, hash, expiresAt }) => [id, { agentId, hash, expiresAt }])),
      upstreams: new Map([...refs.values()].map((ref) => [ref.slug, ref])),
      capabilities: new Map(capabilities.flatMap((row) => capabilityFacts(row, refs))),
      switches: switches.map(({ scope, target, reason, expiresAt }) => ({
        scope,
        target,
        reason,
        expiresAt,
      })),
      policy: await publishedPolicy(tx, tenantId),
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

async function publishedPolicy(tx: Tx, tenantId: string): Promise<TenantSnapshot["policy"]> {
  const deployment = await tx.policyDeployment.findFirst({
    where: { tenantId, environment: "production", endedAt: null },
    include: { revision: true },
  });
  if (!deployment) return null;
  const { revision } = deployment;
  try {
    return { compiled: compiledOnce(revision.id, revision.document), revisionId: revision.id };
  } catch (err) {
    // Without a policy nothing is allowed: the calls are denied and say why.
    logger("gateway").error("the published policy does not compile; every call is denied", { err, tenantId });
    return null;
  }
}

/** Revisions are immutable, so a compiled one never changes. */
function compiledOnce(revisionId: string, document: string): CompiledPolicy {
  const cache = singleton("gateway-policies", () => new LRUCache<string, CompiledPolicy>({ max: 500 }));
  let compiled = cache.get(revisionId);
  if (!compiled) cache.set(revisionId, (compiled = compilePolicy(document)));
  return compiled;
}
