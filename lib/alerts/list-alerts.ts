import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { invalidInput } from "../platform/errors";
import { toRows } from "./rows";
import { ListAlertsInput } from "./schemas";
import type { AlertPage } from "./types";

/** One page of the tenant's alerts, newest first: ids carry the time. @throws DomainError FORBIDDEN, INVALID_INPUT */
export async function listAlerts(ctx: Ctx, input: ListAlertsInput): Promise<AlertPage> {
  requirePermission(ctx, "upstreams.read");
  const parsed = ListAlertsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { open, cursor, limit } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const found = await tx.alert.findMany({
      where: {
        tenantId,
        ...(open === undefined ? {} : { resolvedAt: open ? null : { not: null } }),
        ...(cursor === undefined ? {} : { id: { lt: cursor } }),
      },
      orderBy: { id: "desc" },
      take: limit + 1,
    });
    const page = found.slice(0, limit);
    return {
      rows: await toRows(tx, page),
      nextCursor: found.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  });
}

/** How many open alerts nobody has acknowledged yet, for the bell. @throws DomainError FORBIDDEN */
export async function countOpenAlerts(ctx: Ctx): Promise<number> {
  requirePermission(ctx, "upstreams.read");
  const { tenantId } = ctx;
  const where = { tenantId, resolvedAt: null, acknowledgedAt: null };
  return withTenant(tenantId, (tx) => tx.alert.count({ where }));
}
