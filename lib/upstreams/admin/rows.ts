import { z } from "zod";
import { Prisma, type Tx } from "../../platform/db";
import type { HealthStatus, UpstreamDetail, UpstreamKind, UpstreamRow } from "../types";
import type { Minute } from "./traffic";

/** What every view of an upstream shows; one query. */
export type Stored = {
  id: string;
  slug: string;
  name: string;
  kind: string;
  disabledAt: Date | null;
  status: string | null;
  since: Date | null;
  checkedAt: Date | null;
  latencyMs: number | null;
  error: string | null;
  changedAt: Date | null;
  change: unknown;
  credentialId: string | null;
  credentialName: string | null;
};

/** Upstreams in the order of their slugs; with an id, that one. */
export function findUpstreams(tx: Tx, tenantId: string, most: number, id?: string): Promise<Stored[]> {
  const one = id === undefined ? Prisma.empty : Prisma.sql`AND u.id = ${id}::uuid`;
  return tx.$queryRaw<Stored[]>`
    SELECT u.id, u.slug, u.name, u.kind, u.disabled_at AS "disabledAt", h.status, h.since,
      h.checked_at AS "checkedAt", h.latency_ms AS "latencyMs", h.error, h.changed_at AS "changedAt", h.change,
      c.id AS "credentialId", c.name AS "credentialName"
    FROM upstreams u
    LEFT JOIN upstream_health h ON h.upstream_id = u.id
    LEFT JOIN credentials c ON c.id = u.credential_id
    WHERE u.tenant_id = ${tenantId}::uuid ${one}
    ORDER BY u.slug LIMIT ${most}`;
}

export type Counts = UpstreamRow["capabilities"];
const NONE: Counts = { active: 0, suspended: 0, unreviewed: 0 };

/** How many capabilities each upstream has, by its id. Unreviewed are those of the review queue (lib/capabilities). */
export async function countCapabilities(tx: Tx, tenantId: string, id?: string): Promise<Map<string, Counts>> {
  const one = id === undefined ? Prisma.empty : Prisma.sql`AND upstream_id = ${id}::uuid`;
  const rows = await tx.$queryRaw<({ id: string } & Counts)[]>`
    SELECT upstream_id AS id,
      count(*) FILTER (WHERE status = 'active')::int AS active,
      count(*) FILTER (WHERE status = 'suspended')::int AS suspended,
      count(*) FILTER (WHERE accepted_hash IS DISTINCT FROM definition_hash
        AND (status = 'active' OR suspension = 'changed'))::int AS unreviewed
    FROM capabilities WHERE tenant_id = ${tenantId}::uuid ${one} GROUP BY upstream_id`;
  return new Map(rows.map(({ id: upstreamId, ...counts }) => [upstreamId, counts]));
}

/** Minutes since a moment, by upstream. */
export async function findMinutes(
  tx: Tx,
  tenantId: string,
  since: Date,
  id?: string,
): Promise<Map<string, Minute[]>> {
  const where = { tenantId, minute: { gte: since }, ...(id === undefined ? {} : { upstreamId: id }) };
  const rows = await tx.upstreamMinute.findMany({ where, orderBy: { minute: "asc" } });
  const all = new Map<string, Minute[]>();
  for (const { upstreamId, ...minute } of rows) {
    const known = all.get(upstreamId);
    if (known) known.push(minute);
    else all.set(upstreamId, [minute]);
  }
  return all;
}

export function toSummary(row: Stored, counts: Counts = NONE): Omit<UpstreamRow, "traffic"> {
  const { id, slug, name, credentialId, credentialName } = row;
  return {
    ...{ id, slug, name },
    kind: row.kind as UpstreamKind, // safe because of CHECK kind_known
    enabled: row.disabledAt === null,
    health: healthOf(row),
    credential: credentialId === null ? null : { id: credentialId, name: credentialName ?? "" },
    capabilities: counts,
    lastChange: row.changedAt && { at: row.changedAt.toISOString(), ...sizesOf(row.change) },
  };
}

/** Nobody looks at an upstream that is disabled: how it was when somebody last did says nothing of now. */
function healthOf(row: Stored): UpstreamRow["health"] {
  const { disabledAt, status, since, checkedAt, latencyMs, error } = row;
  if (status === null || disabledAt)
    return { status: "unknown", since: null, checkedAt: null, latencyMs: null, error: null };
  return {
    status: status as HealthStatus, // safe because of CHECK status_known
    since: since?.toISOString() ?? null,
    checkedAt: checkedAt?.toISOString() ?? null,
    latencyMs,
    error,
  };
}

const Names = z.array(z.unknown()).catch([]);
/** An ImportReport, of which only the numbers matter here. */
const Change = z.object({ added: Names, suspended: Names, retired: Names }).catch({
  added: [],
  suspended: [],
  retired: [],
});

function sizesOf(change: unknown): Omit<NonNullable<UpstreamRow["lastChange"]>, "at"> {
  const { added, suspended, retired } = Change.parse(change);
  return { added: added.length, suspended: suspended.length, retired: retired.length };
}

const Server = z
  .object({ name: z.string(), version: z.string(), protocol: z.string() })
  .nullable()
  .catch(null);

/** What a server said of itself, where it makes sense. */
export function toServer(value: unknown): UpstreamDetail["server"] {
  return Server.parse(value ?? null);
}
