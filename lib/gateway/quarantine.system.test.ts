import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ctxFor, type TestTenant } from "../../tests/factories";
import { gatewayWorld } from "../../tests/gateway-world";
import { RestClient, type Answer } from "../../tests/rest-client";
import { until } from "../../tests/supervised";
import { closeDatabase, withTenant } from "../platform/db";
import { inheritedEnv, setEnv } from "../platform/env/process";
import { applyMigrations } from "../platform/migrate";
import {
  APP_ROLE,
  freePort,
  OWNER_ROLE,
  provisionDatabase,
  startTemporary,
  urlFor,
  type TemporaryPostgres,
} from "../platform/postgres";
import { makePolicyKey, rawPublicKey, readPrivateKey } from "../platform/secrets";
import { installPolicy } from "../revisions";
import { buildGateway, ROOT } from "../../scripts/supervisor/build";

const DATABASE = "quarantine";
/** As many as the product promises with AGENTGATE_TEST_SCALE=full: minutes of two cores, which every change need not pay. */
const FULL = inheritedEnv().AGENTGATE_TEST_SCALE === "full";
const KILLS = FULL ? 50 : 6;
const PROCESSES = FULL ? 20 : 3;
const SESSIONS = 5;

/** `open.echo` is denied. `closed.echo` is allowed and fails: its upstream is at an address that is not permitted. */
const POLICY = `
version: 1
rules:
  - { id: fails, principals: ["agent:*"], capabilities: [closed.echo, risky.echo], action: ALLOW }
`;

let server: TemporaryPostgres;
let superUrl: string;
let observer: pg.Client;
let world: TestTenant;
let bundle: string;
const gateways: ChildProcess[] = [];

beforeAll(async () => {
  server = await startTemporary();
  await provisionDatabase(server.superUrl, DATABASE);
  const url = (role: string, password: string) => urlFor(server.port, role, password, DATABASE);
  await applyMigrations(url(OWNER_ROLE, server.passwords.owner));
  const policyKey = makePolicyKey();
  setEnv({
    NODE_ENV: "production",
    AGENTGATE_SECRET: "test".repeat(8),
    AGENTGATE_POLICY_SIGNING_KEY: policyKey,
    AGENTGATE_POLICY_TRUSTED_KEYS: rawPublicKey(readPrivateKey(policyKey)),
    DATABASE_URL: url(APP_ROLE, server.passwords.app),
    DATABASE_WAIT_MS: "20000",
    DATABASE_POOL_SIZE: "4",
    LOG_LEVEL: "silent",
  });
  superUrl = url("postgres", server.passwords.superuser);
  observer = new pg.Client({ connectionString: superUrl });
  await observer.connect();
  world = await gatewayWorld();
  bundle = await buildGateway();
  await installPolicy(ctxFor(world.id, world.admin), POLICY);
  const upstream = { kind: "mcp_http", config: { url: "http://127.0.0.1:9/mcp" } };
  const settings = { quarantine: true, agentStopAfter: 0, weights: { failure: 4 } };
  await withTenant(world.id, async (tx) => {
    await tx.upstream.updateMany({ where: { tenantId: world.id }, data: upstream });
    await tx.containmentSettings.update({ where: { tenantId: world.id }, data: settings });
  });
});
afterAll(async () => {
  await Promise.all(gateways.map(kill));
  await closeDatabase();
  await observer.end();
  await server.stop();
});

type Gateway = {
  process: ChildProcess;
  open: () => Promise<RestClient>;
  join: (session: string) => RestClient;
};

/** A gateway in a process of its own, which answers. */
async function startGateway(): Promise<Gateway> {
  const port = await freePort();
  const env = { ...inheritedEnv(), AGENTGATE_ROLE: "gateway", GATEWAY_PORT: String(port) };
  const child = spawn(process.execPath, [bundle], { cwd: ROOT, env, stdio: "ignore" });
  gateways.push(child);
  const url = `http://127.0.0.1:${port}`;
  await until(() =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  const app = { request: (path: string, init?: RequestInit) => fetch(url + path, init) };
  const client = () => RestClient.open(app as never, world);
  return {
    process: child,
    open: client,
    join: (session) =>
      Object.assign(Object.create(RestClient.prototype) as RestClient, { app, world, session }),
  };
}

async function kill(gateway: ChildProcess): Promise<void> {
  if (gateway.exitCode !== null || gateway.signalCode !== null) return;
  const gone = once(gateway, "exit");
  gateway.kill("SIGKILL");
  await gone;
}

const rows = async <T extends object>(sql: string, values: unknown[] = []) =>
  (await observer.query<T>(sql, values)).rows;
const fails = { tool: "closed.echo" };
const codeOf = async (answer: Promise<Answer>) => (await answer).body.code;

/** What must never be: by the score that is kept, and by what was recorded, whatever the score says. */
async function unheld(): Promise<string[]> {
  const found = await rows<{ id: string }>(`
    WITH done AS (
      SELECT session_id, count(*) AS n FROM (
        SELECT session_id FROM decisions WHERE code = 'POLICY_DENIED'
        UNION ALL SELECT session_id FROM outcomes WHERE status IN ('failed', 'in_doubt')) AS all_of_them
      GROUP BY session_id
    )
    SELECT s.id FROM sessions s LEFT JOIN session_risk r ON r.session_id = s.id LEFT JOIN done ON done.session_id = s.id
    WHERE NOT EXISTS (SELECT FROM quarantines q WHERE q.session_id = s.id AND q.released_at IS NULL)
      AND (coalesce(r.score, 0) >= 6 OR coalesce(done.n, 0) >= 2)`);
  return found.map(({ id }) => id);
}

/** Until what a killed process had sent has either happened or not. */
async function settled(): Promise<void> {
  const busy = `SELECT 1 FROM pg_stat_activity WHERE usename = '${APP_ROLE}' AND state <> 'idle' AND pid <> pg_backend_pid()`;
  await until(async () => (await rows(busy)).length === 0);
}

describe("processes that cross the line together", () => {
  it(`make one quarantine and one incident of it, and all refuse afterwards: ${PROCESSES} of them`, async () => {
    const all = await Promise.all(Array.from({ length: PROCESSES }, startGateway));
    for (let round = 0; round < SESSIONS; round++) {
      const first = await all[0]!.open();
      expect(await codeOf(first.call())).toBe("POLICY_DENIED");
      const clients = all.map((gateway) => gateway.join(first.session));
      const codes = await Promise.all(clients.map((client) => codeOf(client.call())));
      expect(codes).toContain("POLICY_DENIED");
      for (const client of clients) expect(await codeOf(client.call())).toBe("QUARANTINED");
      const counts = await rows(
        `SELECT (SELECT count(*)::int FROM quarantines WHERE session_id = $1) AS quarantines,
           (SELECT count(*)::int FROM incidents WHERE session_id = $1) AS incidents,
           (SELECT count(*)::int FROM decisions WHERE session_id = $1 AND code = 'POLICY_DENIED') AS denials,
           (SELECT count(*)::int FROM risk_signals WHERE session_id = $1) AS signals`,
        [first.session],
      );
      const denials = 1 + codes.filter((code) => code === "POLICY_DENIED").length;
      expect(counts).toEqual([{ quarantines: 1, incidents: 1, denials, signals: denials }]);
    }
    await Promise.all(all.map((gateway) => kill(gateway.process)));
  });
});

describe("a gateway that is killed with kill -9", () => {
  it(`never leaves a session above the threshold unquarantined: ${KILLS} times, and the next process refuses`, async () => {
    let held = 0;
    for (let round = 0; round < KILLS; round++) {
      const gateway = await startGateway();
      const client = await gateway.open();
      expect(await codeOf(client.call(fails))).toMatch(/^(UPSTREAM|ADDRESS)/);
      const blocker = new pg.Client({ connectionString: superUrl });
      await blocker.connect();
      // At the very place: what crosses is written, the quarantine is not.
      await blocker.query("BEGIN; LOCK TABLE quarantines IN SHARE MODE");
      // Not both kinds in one round: a denial crosses when it is decided, before any outcome can.
      const crossing = round % 4 === 3 ? {} : fails;
      const calls = [crossing, crossing].map((call) => client.call(call).catch(() => null));
      await until(
        async () =>
          (
            await rows(
              `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event = 'relation' AND usename = '${APP_ROLE}'`,
            )
          ).length > 0,
      );
      await kill(gateway.process);
      await blocker.query("ROLLBACK");
      await blocker.end();
      await Promise.all(calls);
      await settled();
      expect(await unheld()).toEqual([]);
      const next = (
        await rows<{ session_id: string }>("SELECT session_id FROM quarantines WHERE session_id = $1", [
          client.session,
        ])
      )[0];
      if (next) held++;
    }
    expect(held).toBeGreaterThan(0);
    const sessions = await rows<{ session_id: string }>(
      "SELECT session_id FROM quarantines ORDER BY opened_at DESC LIMIT 3",
    );
    const fresh = await startGateway();
    for (const { session_id: session } of sessions)
      expect(await codeOf(fresh.join(session).call())).toBe("QUARANTINED");
    await kill(fresh.process);
  });
});
