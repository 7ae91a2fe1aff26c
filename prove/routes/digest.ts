import type pg from "pg";

/** What changes by itself, or by being asked: counts, health, deliveries and what processes say of themselves. */
export const RESTLESS = [
  // The sealer's: what it seals, audit_leaves, is watched.
  ...["audit_checkpoints", "audit_seals", "audit_unsealed"],
  "control_acks",
  "gateway_processes",
  "notification_attempts",
  "notification_deliveries",
  "notification_events",
  "policy_convergence",
  "rate_buckets",
  "session_risk",
  "traffic_counts",
  "traffic_marks",
  "upstream_health",
  "upstream_minutes",
];

/** Alerts that the worker raises and ends by what it sees of others' servers. */
const ALERTS_OF_WATCHES = ["notification.failed", "upstream.down", "upstream.not_compared"];

export type Digests = Record<string, string>;

/** One text per table that stands for all rows of a tenant, and one for its people's accounts. */
export function digestsOf(database: pg.Pool, tenantId: string): () => Promise<Digests> {
  let sql: Promise<string> | undefined;
  return async () => {
    sql ??= statement(database);
    const { rows } = await database.query<{ name: string; digest: string }>(await sql, [tenantId]);
    return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
  };
}

async function statement(database: pg.Pool): Promise<string> {
  const { rows } = await database.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname <> ALL($1) ORDER BY 1`,
    [RESTLESS],
  );
  const one = (name: string, where: string) =>
    `SELECT '${name}' AS name, count(*) || ':' || md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) AS digest
     FROM ${name} t WHERE ${where}`;
  const watched = ALERTS_OF_WATCHES.map((kind) => `'${kind}'`).join(", ");
  const ofTenant = (name: string) =>
    `t.tenant_id = $1::uuid${name === "alerts" ? ` AND t.kind NOT IN (${watched})` : ""}`;
  return [
    ...rows.map(({ name }) => one(name, ofTenant(name))),
    one("tenants", "t.id = $1::uuid"),
    one("users", "t.id IN (SELECT user_id FROM memberships WHERE tenant_id = $1::uuid)"),
  ].join("\nUNION ALL ");
}

/** The tables whose rows are not what they were. */
export function changed(before: Digests, after: Digests): string[] {
  return Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name]);
}

/** The newest thing that the audit log says of a tenant: who did what, which leads to the request. */
export async function newestLeaf(database: pg.Pool, tenantId: string): Promise<string> {
  const { rows } = await database.query<{ leaf: string }>(
    "SELECT to_json(l)::text AS leaf FROM audit_leaves l WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1",
    [tenantId],
  );
  return rows[0]?.leaf.slice(0, 400) ?? "nothing";
}
