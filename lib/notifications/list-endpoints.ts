import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { toRows } from "./read";
import type { EndpointRow } from "./types";

/** Where the tenant's notifications go: what is on first, then by name. @throws DomainError FORBIDDEN */
export async function listEndpoints(ctx: Ctx): Promise<EndpointRow[]> {
  requirePermission(ctx, "notifications.read");
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const stored = await tx.notificationEndpoint.findMany({
      where: { tenantId },
      orderBy: [{ enabled: "desc" }, { name: "asc" }],
    });
    return toRows(tx, tenantId, stored);
  });
}
