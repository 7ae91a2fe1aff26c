import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import type { Catalog } from "../policy";
import { catalogOf } from "./catalog";

/**
 * The names that a policy of this tenant meets today, for whoever writes one.
 * @throws DomainError FORBIDDEN
 */
export function readCatalog(ctx: Ctx): Promise<Catalog> {
  requirePermission(ctx, "policy.read");
  return withTenant(ctx.tenantId, (tx) => catalogOf(tx, ctx));
}
