import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type RateLimit, type Tx } from "../platform/db";
import { levelOf } from "./bucket";
import { FULLEST, type LimitKind, type LimitScope } from "./schemas";
import type { BucketRow, LimitRow } from "./types";

/** So many of the last used buckets of a limit are looked at for the fullest. */
const LOOKED_AT = 200;

/**
 * The tenant's limits in the order they were made, each with the buckets that are nearest to their end.
 * @throws DomainError FORBIDDEN
 */
export async function listLimits(ctx: Ctx): Promise<LimitRow[]> {
  requirePermission(ctx, "limits.read");
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const limits = await tx.rateLimit.findMany({ where: { tenantId }, orderBy: { id: "asc" } });
    const now = new Date();
    const rows: LimitRow[] = [];
    for (const limit of limits) rows.push(toRow(limit, await fullest(tx, limit, now)));
    return named(tx, tenantId, rows);
  });
}

async function fullest(tx: Tx, limit: RateLimit, now: Date): Promise<BucketRow[]> {
  const { id, tenantId } = limit;
  const stored = await tx.rateBucket.findMany({
    where: { tenantId, key: { startsWith: `${id}:` } },
    orderBy: { at: "desc" },
    take: LOOKED_AT,
  });
  const rows = stored.map((bucket) => {
    const target = bucket.key.slice(id.length + 1);
    return { target, name: target, ...levelOf(limit, bucket, now) };
  });
  // A bucket that nobody has taken from is full; of one target it is still worth showing.
  const single = limit.scope === "tenant" || limit.target !== null;
  if (single && rows.length === 0)
    rows.push({ target: limit.target ?? "", name: limit.target ?? "", ...levelOf(limit, null, now) });
  return rows
    .filter(({ left, size }) => single || Math.floor(left) < size)
    .sort((a, b) => a.left / a.size - b.left / b.size)
    .slice(0, FULLEST);
}

function toRow(limit: RateLimit, buckets: BucketRow[]): LimitRow {
  const { id, scope, target, kind, calls, perSeconds, burst, enabled, note, updatedAt } = limit;
  return {
    id,
    scope: scope as LimitScope, // safe because of CHECK scope_known
    target,
    targetName: target,
    kind: kind as LimitKind, // safe because of CHECK kind_known
    calls,
    perSeconds,
    burst,
    enabled,
    note,
    updatedAt: updatedAt.toISOString(),
    buckets,
  };
}

/** Agents by their names; capabilities and upstreams are named by what they are. */
async function named(tx: Tx, tenantId: string, rows: readonly LimitRow[]): Promise<LimitRow[]> {
  const ids = rows
    .filter(({ scope }) => scope === "agent")
    .flatMap(({ target, buckets }) => [
      ...(target === null ? [] : [target]),
      ...buckets.map((it) => it.target),
    ]);
  const agents = await tx.agent.findMany({
    where: { tenantId, id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    ...row,
    targetName: row.target === null ? null : (names.get(row.target) ?? row.target),
    buckets: row.buckets.map((it) => ({
      ...it,
      name: row.scope === "tenant" ? "The whole tenant" : (names.get(it.target) ?? it.target),
    })),
  }));
}
