import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase, type TestTenant } from "../../tests/db";
import { gatewayWorld } from "../../tests/gateway-world";
import { TcpProxy } from "../../tests/tcp-proxy";
import { setEnv } from "../platform/env/process";
import { closeEvents } from "../platform/events";
import { newId } from "../platform/ids";
import { createGateway } from "./app";
import { commitDecision, type DecisionRow } from "./commit";
import { withLeaf } from "./commit/build";
import { stopSnapshots } from "./index";
import { snapshots } from "./snapshot";

const app = createGateway();
let proxy: TcpProxy;
let superuser: pg.Client;
let world: TestTenant;
let sessionId: string;

beforeAll(async () => {
  const { appUrl, superUrl } = await testDatabase();
  const url = new URL(appUrl);
  proxy = await TcpProxy.to(url.hostname, Number(url.port));
  url.hostname = "127.0.0.1";
  url.port = String(proxy.port);
  // Before anything in this worker connects: from here on the gateway reaches the database through the proxy only.
  setEnv({ DATABASE_URL: url.href });
  superuser = new pg.Client({ connectionString: superUrl });
  await superuser.connect();
  world = await gatewayWorld();
  const opened = await send("/api/v1/sessions", {});
  sessionId = ((await opened.json()) as { session_id: string }).session_id;
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
  await superuser.end();
  proxy.close();
});

async function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return app.request(path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: {
      authorization: `Bearer ${world.agent.apiKey}`,
      "content-type": "application/json",
      ...headers,
    },
  });
}
const call = (text = "x", headers: Record<string, string> = {}) =>
  send("/api/v1/tools/call", { session_id: sessionId, tool_name: "open.echo", arguments: { text } }, headers);

async function recorded(): Promise<{ decisions: number; outcomes: number }> {
  const { rows } = await superuser.query<{ decisions: number; outcomes: number }>(
    `select (select count(*)::int from decisions where tenant_id = $1) as decisions,
            (select count(*)::int from outcomes where tenant_id = $1) as outcomes`,
    [world.id],
  );
  return rows[0]!;
}

describe("a database that is gone", () => {
  it("makes every call 503, executes none, and calls run again when it is back", async () => {
    expect((await call()).status).toBe(200);
    const before = await recorded();
    proxy.cut();
    const answers = await Promise.all(Array.from({ length: 20 }, () => call()));
    for (const answer of answers) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get("retry-after")).toBe("1");
      expect(await answer.json()).toMatchObject({ code: "UNAVAILABLE", status: 503 });
    }
    expect((await app.request("/readyz")).status).toBe(503);
    expect((await app.request("/healthz")).status).toBe(200);
    expect(await recorded()).toEqual(before);
    proxy.mend();
    await expect.poll(async () => (await call()).status, { timeout: 10_000 }).toBe(200);
  });

  it("makes a session that cannot be looked up 503 too, never another answer", async () => {
    proxy.cut();
    const answer = await send("/api/v1/tools/call", {
      session_id: newId(),
      tool_name: "open.echo",
      arguments: { text: "x" },
    });
    expect(answer.status).toBe(503);
    proxy.mend();
    await expect.poll(async () => (await call()).status, { timeout: 10_000 }).toBe(200);
  });
});

describe("a call whose process died between its decision and its outcome", () => {
  it("is in doubt, says so to who repeats it, and is never executed again", async () => {
    const key = newId();
    const id = await decidedOnly(key);
    const read = await app.request(`/api/v1/calls/${id}`, {
      headers: { authorization: `Bearer ${world.agent.apiKey}` },
    });
    expect(await read.json()).toMatchObject({ state: "in_doubt", outcome: null });
    const repeated = await call("in doubt", { "idempotency-key": key });
    expect(repeated.status).toBe(409);
    expect(await repeated.json()).toMatchObject({ code: "IN_DOUBT", call_id: id, outcome: "in_doubt" });
    const { rows } = await superuser.query("select 1 from outcomes where call_id = $1", [id]);
    expect(rows).toEqual([]);
  });

  /** Commits what the gateway commits before it executes, and nothing after: as if it had been killed there. */
  async function decidedOnly(key: string): Promise<string> {
    const first = await call("in doubt", { "idempotency-key": newId() });
    const { call_id: like } = (await first.json()) as { call_id: string };
    const { rows } = await superuser.query<Record<string, unknown>>("select * from decisions where id = $1", [
      like,
    ]);
    const { hashOf } = await import("../platform/json");
    const request = { sessionId, capability: "open.echo", arguments: { text: "in doubt" }, context: {} };
    const id = newId();
    const { epoch } = (await snapshots().current(world.id))!;
    const { tenant_id: _t, decided_at: _d, outcome_due_at: _o, ...columns } = rows[0]!;
    const row = {
      ...columns,
      id,
      call_id: id,
      control_epoch: epoch.toString(),
      arguments: JSON.stringify({ text: "in doubt" }),
      explanation: null,
      obligations: null,
      outcome_due_seconds: 0,
      idempotency_key: key,
      request_hash: hashOf(request),
      approval: null,
    } as unknown as Omit<DecisionRow, "leaf" | "leaf_id">;
    const who = { tenantId: world.id, agentId: world.agent.id, requestId: newId() };
    expect(await commitDecision(world.id, withLeaf(who, row), null)).toMatchObject({ status: "committed" });
    return id;
  }
});
