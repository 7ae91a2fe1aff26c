import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, testDatabase, type TestTenant } from "../../../tests/db";
import { pool, withTenant } from "../../platform/db";
import { appendLeaf } from "../../platform/ledger";
import { sealWaiting } from "./seal";
import { verifyChain } from "./verify-chain";

let owner: pg.Client;
let superuser: pg.Client;
beforeAll(async () => {
  const { ownerUrl, superUrl } = await testDatabase();
  owner = new pg.Client({ connectionString: ownerUrl });
  superuser = new pg.Client({ connectionString: superUrl });
  await Promise.all([owner.connect(), superuser.connect()]);
});
afterAll(() => Promise.all([owner.end(), superuser.end()]));

/** Some of them are rolled back, which leaves no trace. @returns how many stayed */
async function write(tenant: TestTenant, count: number): Promise<number> {
  const ctx = ctxFor(tenant.id, tenant.admin);
  const one = (n: number) =>
    withTenant(tenant.id, async (tx) => {
      await appendLeaf(tx, ctx, {
        action: "a.b",
        subjectKind: "c",
        subjectId: "d",
        data: { n, "é\u0000": "🜚" },
      });
      if (n % 5 === 4) throw new Error("rolled back");
    }).then(
      () => 1,
      () => 0,
    );
  let stayed = 0;
  for (let n = 0; n < count; n++) stayed += await one(n);
  return stayed;
}

const countOf = async (table: string, tenantId: string) => {
  const sql = `select count(*)::int as n from ${table} where tenant_id = $1`;
  return (await superuser.query<{ n: number }>(sql, [tenantId])).rows[0]!.n;
};

describe("the audit chain", () => {
  it("has each leaf once, without gaps, while many write and several seal at once", async () => {
    const tenant = await createTenant();
    let writing = true;
    const sealers = Array.from({ length: 3 }, async () => {
      while (writing) await sealWaiting(tenant.id, 7);
    });
    const before = await countOf("audit_leaves", tenant.id);
    const stayed = await Promise.all(Array.from({ length: 4 }, () => write(tenant, 15)));
    writing = false;
    await Promise.all(sealers);
    await sealWaiting(tenant.id);
    const leaves = before + stayed.reduce((sum, n) => sum + n, 0);
    const verified = await verifyChain(tenant.id, { pageSize: 8 });
    expect(verified).toMatchObject({ size: leaves, waiting: 0, faults: [] });
    expect(await countOf("audit_leaves", tenant.id)).toBe(leaves);
    expect(await verifyChain(tenant.id)).toEqual(verified);
  });

  it("waits for nobody: where another sealer is at work, or there is nothing, nothing happens", async () => {
    const tenant = await createTenant();
    await superuser.query("begin");
    await superuser.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
      `agentgate.chain.${tenant.id}`,
    ]);
    expect(await sealWaiting(tenant.id)).toBe(0);
    await superuser.query("rollback");
    expect(await sealWaiting(tenant.id)).toBeGreaterThan(0);
    expect(await sealWaiting(tenant.id)).toBe(0);
  });

  it("is not forked by a sealer that knows of no lock: nothing is written, and the leaves wait", async () => {
    const tenant = await createTenant();
    await sealWaiting(tenant.id);
    // As if the head had not been seen: the newest checkpoint is gone, the seals are there.
    await superuser.query("set session_replication_role = replica");
    const sql = "delete from audit_checkpoints where tenant_id = $1";
    await superuser.query(sql, [tenant.id]);
    await superuser.query("set session_replication_role = origin");
    const seals = await countOf("audit_seals", tenant.id);
    await write(tenant, 2);
    expect(await sealWaiting(tenant.id)).toBe(0);
    expect(await countOf("audit_seals", tenant.id)).toBe(seals);
    const { faults, waiting } = await verifyChain(tenant.id);
    expect([faults.map(({ kind }) => kind), waiting]).toEqual([["checkpoint_gone"], 2]);
  });

  it("is nobody's to change: not the application's, and not the owner's while triggers are on", async () => {
    const tenant = await createTenant();
    await sealWaiting(tenant.id);
    const statements = ["audit_seals", "audit_checkpoints"].flatMap((table) => [
      `update ${table} set sealed_at = now()`,
      `update ${table} set hash = hash where tenant_id = '${tenant.id}'`,
      `delete from ${table}`,
      `truncate ${table}`,
    ]);
    const ofTheOwner = ["audit_seals", "audit_checkpoints"].flatMap((table) => [
      `alter table ${table} disable trigger append_only`,
      `drop trigger append_only on ${table}`,
      `alter table ${table} disable row level security`,
      `drop table ${table}`,
      `grant update on ${table} to agentgate`,
    ]);
    const others = [
      "update audit_unsealed set leaf_id = leaf_id",
      "truncate audit_unsealed",
      "alter table audit_leaves disable trigger unsealed",
      "drop trigger unsealed on audit_leaves",
      "create or replace function queue_leaves() returns trigger language plpgsql as 'begin return null; end'",
      "set session_replication_role = replica",
    ];
    const tried = async (client: pg.ClientBase, sql: string) => {
      await client.query("begin");
      await client.query("select set_config('app.tenant_id', $1, true)", [tenant.id]);
      const code = await client.query(sql).then(
        () => "done",
        (error: pg.DatabaseError) => error.code,
      );
      await client.query("rollback");
      return [sql, code];
    };
    const app = await pool().connect();
    try {
      for (const sql of [...statements, ...ofTheOwner, ...others]) {
        const [, code] = await tried(app, sql);
        // GRANT by somebody who may not is only a warning.
        if (!sql.startsWith("grant")) expect([sql, code]).toEqual([sql, "42501"]);
      }
    } finally {
      app.release();
    }
    for (const sql of statements) expect(await tried(owner, sql)).toEqual([sql, "42501"]);
    expect((await verifyChain(tenant.id)).faults).toEqual([]);
  });
});
