import type { Ctx } from "../platform/ctx";
import type { Tx } from "../platform/db";
import type { JsonObject } from "../platform/json";
import type { Catalog, CatalogCapability } from "../policy";
import { ENVIRONMENTS } from "./types";

/** The names that a policy of this tenant meets today: its agents, its registered capabilities, its environments. */
export async function catalogOf(tx: Tx, { tenantId }: Pick<Ctx, "tenantId">): Promise<Catalog> {
  const { slug } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { slug: true } });
  const agents = await tx.agent.findMany({
    where: { tenantId, disabledAt: null },
    select: { name: true },
    orderBy: { name: "asc" },
  });
  const capabilities = await tx.capability.findMany({
    where: { tenantId, status: { not: "retired" }, upstream: { disabledAt: null } },
    include: { upstream: { select: { slug: true } } },
    orderBy: { name: "asc" },
  });
  const chains = await tx.approvalChain.findMany({
    where: { tenantId },
    select: { name: true },
    distinct: ["name"],
    orderBy: { name: "asc" },
  });
  return {
    principals: agents.map(({ name }) => `agent:${name}`),
    capabilities: capabilities.map((row): CatalogCapability => ({
      name: row.name,
      upstream: row.upstream.slug,
      operation: row.operation,
      riskLevel: row.riskLevel as CatalogCapability["riskLevel"], // safe because of CHECK risk_known
      reversible: row.reversible,
      scope: row.scope,
      idempotent: row.idempotent,
      requiresApproval: row.requiresApproval,
      inputSchema: row.inputSchema as JsonObject, // safe because importTools stores objects only
    })),
    environments: ENVIRONMENTS,
    chains: chains.map(({ name }) => name),
    tenant: { id: tenantId, slug },
  };
}
