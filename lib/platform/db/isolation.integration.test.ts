import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTenant, testDatabase, type TestTenant } from "../../../tests/db";
import { newId } from "../ids";
import { pool, withSignIn, withSystem, withTenant, withUser } from "./index";

let one: TestTenant;
let two: TestTenant;
let superuser: pg.Client;

beforeAll(async () => {
  one = await createTenant("One");
  two = await createTenant("Two");
  superuser = new pg.Client({ connectionString: (await testDatabase()).superUrl });
  await superuser.connect();
});
afterAll(() => superuser.end());

/** One statement as the application, in one tenant's transaction. */
async function asTenant(
  tenantId: string | null,
  sql: string,
  values: unknown[] = [],
): Promise<pg.QueryResult> {
  const client = await pool().connect();
  try {
    await client.query("begin");
    if (tenantId) await client.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
    return await client.query(sql, values);
  } finally {
    await client.query("rollback");
    client.release();
  }
}

const TENANT_TABLES = [
  "agents",
  "api_keys",
  "upstreams",
  "capabilities",
  "policy_revisions",
  "policy_reviews",
  "policy_comments",
  "policy_deployments",
  "policy_drills",
  "policy_exceptions",
  "policy_settings",
  "containment_settings",
  "session_risk",
  "risk_signals",
  "quarantines",
  "rate_limits",
  "rate_buckets",
  "traffic_counts",
  "traffic_marks",
  "incidents",
  "incident_people",
  "incident_events",
  "incident_steps",
  "incident_links",
  "incident_compensations",
  "policy_convergence",
  "sessions",
  "decisions",
  "outcomes",
  "idempotency_keys",
  "approvals",
  "approval_votes",
  "grants",
  "audit_leaves",
  "audit_unsealed",
  "audit_seals",
  "audit_checkpoints",
  "upstream_health",
  "upstream_minutes",
  "upstream_documents",
  "network_rules",
  "credentials",
  "secrets",
  "issued_credentials",
  "capability_revisions",
  "alerts",
  "projects",
  "documents",
  "work_effects",
  "teams",
  "team_members",
  "approval_chains",
  "delegations",
  "saved_views",
  "view_defaults",
  "notification_endpoints",
  "notification_events",
  "notification_deliveries",
  "notification_attempts",
  "slack_identities",
  "slack_callbacks",
];

describe("tenant isolation", () => {
  it("is forced on every table there is, partitions included", async () => {
    const { rows } = await superuser.query<{ name: string }>(
      `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and n.nspname in ('public', 'partitions')
         and c.relname <> '_prisma_migrations' and not (c.relrowsecurity and c.relforcerowsecurity)`,
    );
    expect(rows).toEqual([]);
  });

  it("is not the application's to bend: its role owns nothing and bypasses nothing", async () => {
    const { rows } = await superuser.query(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
         (select count(*)::int from pg_class where relowner = pg_roles.oid) as owned
       from pg_roles where rolname in ('agentgate', 'agentgate_app')`,
    );
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row).toEqual({
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        owned: 0,
      });
    }
  });

  it.each(TENANT_TABLES)("never answers a query on %s without a tenant with rows", async (table) => {
    const { rows: held } = await superuser.query<{ n: number }>(`select count(*)::int as n from ${table}`);
    const answer = await asTenant(null, `select * from ${table}`).catch((error: Error) => error.message);
    // PostgreSQL need not evaluate the policy of an empty table.
    if (typeof answer !== "string") expect([answer.rows, held[0]!.n]).toEqual([[], 0]);
    else expect(answer).toMatch(/app\.tenant_id|invalid input syntax for type uuid/);
  });

  it("shows a tenant its own rows and nobody else's", async () => {
    const { rows } = await asTenant(
      one.id,
      "select tenant_id from agents union select tenant_id from api_keys union select tenant_id from audit_leaves",
    );
    expect(rows).toEqual([{ tenant_id: one.id }]);
  });

  it("refuses to write a row into another tenant", async () => {
    const sql = "insert into agents (id, tenant_id, name) values ($1, $2, 'intruder')";
    await expect(asTenant(one.id, sql, [newId(), two.id])).rejects.toThrow(/row-level security/);
  });

  it("leaves no tenant behind on the pooled connection", async () => {
    await withTenant(one.id, (tx) => tx.agent.count());
    for (let i = 0; i < 10; i++) await expect(pool().query("select * from agents")).rejects.toThrow();
  });

  it("shows a person only themselves and their own memberships", async () => {
    const seen = await withUser(one.admin.id, async (tx) => ({
      users: await tx.user.findMany({ select: { id: true } }),
      memberships: await tx.membership.findMany({ select: { tenantId: true } }),
      tenants: await tx.tenant.findMany({ select: { id: true } }),
    }));
    expect(seen).toEqual({
      users: [{ id: one.admin.id }],
      memberships: [{ tenantId: one.id }],
      tenants: [{ id: one.id }],
    });
  });

  it("shows sign-in exactly the one person with that address", async () => {
    const seen = await withSignIn(two.viewer.email, (tx) => tx.user.findMany({ select: { id: true } }));
    expect(seen).toEqual([{ id: two.viewer.id }]);
  });

  it("lets the system's timers list tenants and nothing of theirs", async () => {
    const ids = await withSystem(async (tx) =>
      (await tx.tenant.findMany({ select: { id: true } })).map(({ id }) => id),
    );
    expect(ids).toEqual(expect.arrayContaining([one.id, two.id]));
    await expect(withSystem((tx) => tx.agent.findMany())).rejects.toThrow();
    expect(await withSystem((tx) => tx.user.findMany())).toEqual([]);
  });

  it("does not let a tenant change another tenant's row, or the system any", async () => {
    const byOther = await withTenant(one.id, (tx) =>
      tx.tenant.updateMany({ where: { id: two.id }, data: { name: "Taken" } }),
    );
    expect(byOther.count).toBe(0);
    await expect(
      withSystem((tx) => tx.tenant.updateMany({ where: { id: two.id }, data: { name: "Taken" } })),
    ).rejects.toThrow(/row-level security/);
  });
});

describe("append-only tables", () => {
  const statements = ["decisions", "outcomes", "audit_leaves"].flatMap((table) => [
    `update ${table} set tenant_id = tenant_id`,
    `delete from ${table}`,
    `truncate ${table}`,
    `alter table ${table} disable trigger all`,
    `drop trigger append_only on ${table}`,
    `alter table ${table} no force row level security`,
    `drop table ${table}`,
    `delete from partitions.${table}_${new Date().toISOString().slice(0, 7).replace("-", "_")}`,
  ]);
  const privileged = [
    "set session_replication_role = replica",
    "create table public.mine (id int)",
    "select set_config('role', 'agentgate_owner', true)",
  ];

  // Decisions speak of them: chains in their versions, and absences.
  const kept = [
    "update approval_chains set note = note",
    "delete from approval_chains",
    "truncate approval_chains",
    "drop trigger append_only on approval_chains",
    "delete from delegations",
    "truncate delegations",
  ];

  it.each([...statements, ...kept, ...privileged])("refuses the application: %s", async (sql) => {
    await expect(asTenant(one.id, sql)).rejects.toMatchObject({
      code: expect.stringMatching(/^(42501|22023)$/),
    });
  });

  it("refuses even the owner's plain UPDATE, DELETE and TRUNCATE", async () => {
    for (const sql of [
      "update audit_leaves set action = 'x'",
      "delete from audit_leaves",
      "truncate audit_leaves",
      "truncate decisions",
    ])
      await expect(superuser.query(sql)).rejects.toThrow(/append-only/);
  });

  it("has partitions for three months ahead, and makes none twice", async () => {
    const { rows } = await pool().query<{ made: number }>("select ensure_partitions(3) as made");
    expect(rows).toEqual([{ made: 0 }]);
    const ahead = await superuser.query(
      `select count(*)::int as n from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'partitions' and c.relkind = 'r' and c.relname >= 'decisions_' || to_char(now(), 'YYYY_MM') and c.relname like 'decisions_%'`,
    );
    expect(ahead.rows[0]).toEqual({ n: 4 });
  });
});
