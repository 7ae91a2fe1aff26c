import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTenant, testDatabase, type TestTenant } from "../../../tests/db";
import { pool } from "../db";
import { newId } from "../ids";
import { tenantsWithWork, type WorkKind } from "./index";

type Row = Record<string, unknown>;
type Case = { kind: WorkKind; when: string; table: string; row: Row; due: boolean };

const PAST = new Date(Date.now() - 60_000);
const FUTURE = new Date(Date.now() + 3_600_000);
const PENDING = { status: "pending", expires_at: FUTURE };
const DEFAULTS: Record<string, unknown> = {
  text: "x",
  jsonb: "{}",
  json: "{}",
  int4: 1,
  int8: 1,
  float8: 1,
  bool: false,
  timestamptz: PAST,
  _text: "{}",
};
/** Where a check of the table wants another than the first value that comes to mind. */
const PARTICULAR: Record<string, Row> = {
  policy_revisions: { hash: "0".repeat(64) },
  switches: { scope: "tenant", in_flight: "finish" },
  quarantines: { admits: "nothing" },
  upstreams: { kind: "builtin" },
};

let superuser: pg.Client;
let idle: TestTenant;

beforeAll(async () => {
  superuser = new pg.Client({ connectionString: (await testDatabase()).superUrl });
  await superuser.connect();
  // A row as some verb left it, without all that it speaks of.
  await superuser.query("set session_replication_role = replica");
  idle = await createTenant("Idle");
  await superuser.query("delete from audit_unsealed where tenant_id = $1", [idle.id]);
  await marks(idle.id, PAST, PAST);
});
afterAll(() => superuser.end());

async function insert(table: string, row: Row): Promise<void> {
  const { rows } = await superuser.query<{ name: string; type: string }>(
    `select column_name as name, udt_name as type from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_nullable = 'NO' and column_default is null`,
    [table],
  );
  const needed = rows.map(({ name, type }) => [name, type === "uuid" ? newId() : DEFAULTS[type]]);
  const all = { ...(Object.fromEntries(needed) as Row), ...PARTICULAR[table], ...row };
  const places = Object.keys(all).map((_, index) => `$${index + 1}`);
  const sql = `insert into ${table} (${Object.keys(all).join(", ")}) values (${places.join(", ")})`;
  await superuser.query(sql, Object.values(all));
}

const marks = (tenantId: string, counted: Date, settled: Date) =>
  insert("traffic_marks", {
    tenant_id: tenantId,
    counted_until: counted,
    again_until: settled,
    settled_until: settled,
  });

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

const CASES: Case[] = [
  {
    ...{ kind: "publish", when: "a revision's moment has come", table: "policy_revisions", due: true },
    row: { state: "in_review", scheduled_at: PAST, number: 1 },
  },
  {
    ...{ kind: "publish", when: "it is still to come", table: "policy_revisions", due: false },
    row: { state: "in_review", scheduled_at: FUTURE, number: 1 },
  },
  {
    ...{ kind: "settle", when: "a request has run out", table: "approvals", due: true },
    row: { ...PENDING, expires_at: PAST },
  },
  {
    ...{ kind: "settle", when: "a request is to be escalated", table: "approvals", due: true },
    row: { ...PENDING, escalates_at: PAST },
  },
  { kind: "settle", when: "a request waits in its time", table: "approvals", due: false, row: PENDING },
  {
    ...{ kind: "switch", when: "a stop's time is over", table: "switches", due: true },
    row: { expires_at: PAST },
  },
  {
    ...{ kind: "switch", when: "a stop has not come to zero", table: "switches", due: true },
    row: { effective_at: PAST },
  },
  {
    ...{ kind: "switch", when: "a stop has come to zero", table: "switches", due: false },
    row: { effective_at: PAST, drained_at: PAST },
  },
  {
    ...{ kind: "switch", when: "a request is frozen", table: "approvals", due: true },
    row: { ...PENDING, frozen_at: PAST },
  },
  { kind: "switch", when: "a request waits and nothing stops", table: "approvals", due: false, row: PENDING },
  {
    ...{
      kind: "compensate",
      when: "a compensation is under way",
      table: "incident_compensations",
      due: true,
    },
    row: { state: "waiting" },
  },
  {
    ...{ kind: "compensate", when: "a compensation is done", table: "incident_compensations", due: false },
    row: { state: "done" },
  },
  {
    ...{ kind: "contain", when: "a quarantine's credentials stand", table: "quarantines", due: true },
    row: { revocation: "pending", revocation_due_at: PAST },
  },
  { kind: "contain", when: "a watch is over", table: "session_risk", due: true, row: { watch_until: PAST } },
  {
    kind: "contain",
    when: "a watch goes on",
    table: "session_risk",
    due: false,
    row: { watch_until: FUTURE },
  },
  {
    ...{ kind: "revoke", when: "a credential has expired", table: "issued_credentials", due: true },
    row: { state: "live", expires_at: PAST },
  },
  {
    ...{ kind: "revoke", when: "a revocation is to be tried again", table: "issued_credentials", due: true },
    row: { state: "revoke_failed", attempts: 1, next_try_at: PAST },
  },
  {
    ...{ kind: "revoke", when: "a credential is in use", table: "issued_credentials", due: false },
    row: { state: "live", expires_at: FUTURE },
  },
  {
    ...{ kind: "deliver", when: "an event has not been spread", table: "notification_events", due: true },
    row: {},
  },
  {
    ...{ kind: "deliver", when: "a delivery's time has come", table: "notification_deliveries", due: true },
    row: { state: "waiting", next_attempt_at: PAST },
  },
  {
    ...{ kind: "deliver", when: "a delivery waits", table: "notification_deliveries", due: false },
    row: { state: "waiting", next_attempt_at: FUTURE },
  },
  { kind: "check", when: "an upstream was never looked at", table: "upstreams", due: true, row: {} },
  {
    ...{ kind: "check", when: "an upstream was disabled just now", table: "upstreams", due: true },
    row: { disabled_at: PAST },
  },
  {
    ...{ kind: "check", when: "an upstream has long been disabled", table: "upstreams", due: false },
    row: { disabled_at: ago(120) },
  },
  { kind: "seal", when: "a leaf waits for its place", table: "audit_unsealed", due: true, row: {} },
];

describe("tenants with work", () => {
  it.each(CASES)("are found for $kind, or not, where $when", async ({ kind, table, row, due }) => {
    const { id } = await createTenant();
    await insert(table, { tenant_id: id, ...row });
    const found = await tenantsWithWork(kind);
    expect(found.filter((one) => one === id)).toEqual(due ? [id] : []);
    expect(found).not.toContain(idle.id);
  });

  it("are found for what waits under a stop of all tenants, and no longer when that has ended", async () => {
    const { id } = await createTenant();
    await insert("approvals", { tenant_id: id, ...PENDING });
    const stop = newId();
    await insert("switches", { id: stop, tenant_id: null, scope: "global", freezes: true });
    expect(await tenantsWithWork("switch")).toContain(id);
    await superuser.query("update switches set cleared_at = now() where id = $1", [stop]);
    expect(await tenantsWithWork("switch")).not.toContain(id);
  });

  it("are found for requests of a session that has ended, and of an agent without a valid key", async () => {
    const [ended, keyless, fine] = [await createTenant(), await createTenant(), await createTenant()];
    for (const { id, agent } of [ended, keyless, fine]) {
      const session = newId();
      const over = id === ended.id ? PAST : null;
      await insert("sessions", { id: session, tenant_id: id, agent_id: agent.id, ended_at: over });
      await insert("approvals", { tenant_id: id, session_id: session, agent_id: agent.id, ...PENDING });
    }
    await superuser.query("update api_keys set revoked_at = now() where id = $1", [keyless.agent.keyId]);
    const found = await tenantsWithWork("cancel");
    expect(found).toEqual(expect.arrayContaining([ended.id, keyless.id]));
    expect(found).not.toContain(fine.id);
  });

  it("are counted each minute where something was decided, and seldom where nothing was", async () => {
    const fresh = await createTenant();
    expect(await tenantsWithWork("count")).toContain(fresh.id);
    const [busy, quiet, behind] = [await createTenant(), await createTenant(), await createTenant()];
    for (const { id } of [busy, quiet]) await marks(id, ago(2), ago(80));
    await marks(behind.id, ago(7), ago(80));
    await insert("decisions", { id: newId(), tenant_id: busy.id, action: "ALLOW" });
    const found = await tenantsWithWork("count");
    expect(found).toEqual(expect.arrayContaining([busy.id, behind.id]));
    expect(found).not.toContain(quiet.id);
  });

  it("are not found to seal where nothing waits", async () => {
    const { id } = await createTenant();
    await superuser.query("delete from audit_unsealed where tenant_id = $1", [id]);
    expect(await tenantsWithWork("seal")).not.toContain(id);
  });

  it("are all that the question tells: its role is nobody's, and reads no more than it must", async () => {
    await expect(pool().query("set role agentgate_timers")).rejects.toMatchObject({ code: "42501" });
    await expect(pool().query("select * from tenants_with_work('anything')")).rejects.toThrow(
      /No work of kind/,
    );
    const { rows } = await superuser.query(
      `select rolcanlogin, rolsuper, rolbypassrls, pg_has_role('agentgate_owner', oid, 'USAGE') as inherited,
         has_column_privilege(oid, 'approvals', 'arguments', 'select') as arguments,
         has_any_column_privilege(oid, 'approvals', 'update') as writes,
         has_schema_privilege(oid, 'public', 'create') as creates
       from pg_roles where rolname = 'agentgate_timers'`,
    );
    const none = { rolcanlogin: false, rolsuper: false, rolbypassrls: false, inherited: false };
    expect(rows).toEqual([{ ...none, arguments: false, writes: false, creates: false }]);
  });
});
