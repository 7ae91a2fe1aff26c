import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";

const MOST = 200;

/** Names of the tenant's agents, for filters. @throws DomainError FORBIDDEN */
export async function listAgentNames(ctx: Ctx): Promise<string[]> {
  requirePermission(ctx, "sessions.read");
  const agents = await withTenant(ctx.tenantId, (tx) =>
    tx.agent.findMany({ select: { name: true }, orderBy: { name: "asc" }, take: MOST }),
  );
  return agents.map((agent) => agent.name);
}
