import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import type { LimitTargets } from "./types";

/** No more than this many of each are offered; any other can be typed. */
const OFFERED = 500;

/**
 * What a limit can be set for.
 * @throws DomainError FORBIDDEN
 */
export async function limitTargets(ctx: Ctx): Promise<LimitTargets> {
  requirePermission(ctx, "limits.manage");
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const agents = await tx.agent.findMany({
      where: { tenantId, disabledAt: null },
      select: { id: true, name: true },
      orderBy: { name: "asc" },
      take: OFFERED,
    });
    const capabilities = await tx.capability.findMany({
      where: { tenantId, status: { not: "retired" } },
      select: { name: true },
      orderBy: { name: "asc" },
      take: OFFERED,
    });
    const upstreams = await tx.upstream.findMany({
      where: { tenantId },
      select: { slug: true, name: true },
      orderBy: { name: "asc" },
      take: OFFERED,
    });
    return {
      agent: agents.map(({ id, name }) => ({ value: id, label: name })),
      capability: capabilities.map(({ name }) => ({ value: name, label: name })),
      upstream: upstreams.map(({ slug, name }) => ({ value: slug, label: name })),
    };
  });
}
