import type { ChildProcess } from "node:child_process";
import pg from "pg";
import { closeDatabase } from "../lib/platform/db";
import { setEnv } from "../lib/platform/env/process";
import { freePort, newPasswords } from "../lib/platform/postgres";
import { makePolicyKey, rawPublicKey, readPrivateKey } from "../lib/platform/secrets";
import { buildGateway } from "../scripts/supervisor/build";
import { createEchoTenant } from "../tests/echo-tenant";
import { startEmbeddedDatabase } from "../tests/embedded-database";
import type { TestTenant } from "../tests/factories";
import { endProcess, openSession, spawnGateway, untilServing } from "../tests/gateway-process";
import { startParts } from "../tests/interrupt";

/** An agent that calls: what its requests carry. */
export type Calling = { tenant: TestTenant; apiKey: string; sessionId: string };

export type World = {
  port: number;
  /** All gateway processes, the first one's port is `port`. */
  gateways: { port: number; pid: number }[];
  /** The tenant whose agent calls, with its people. */
  tenant: TestTenant;
  apiKey: string;
  sessionId: string;
  /** One more tenant like the first. */
  addTenant: (name: string) => Promise<Calling>;
  /** Past row-level security. */
  superuser: pg.Pool;
  /** On the disk that the database waits for. */
  folder: string;
  /** Rows of decisions and outcomes that are durable in the database. */
  recorded: () => Promise<{ decisions: number; outcomes: number }>;
  /** What the database says of its own durability. */
  durability: Record<string, string>;
  stop: () => Promise<void>;
};

export type WorldOptions = {
  gateways?: number;
  /** Of their environment, over what they have by default. */
  settings?: Record<string, string>;
  /** Another one than the product's: with a planted bug. */
  bundle?: string;
};

/** Dedicated gateways as `npm start` runs one, on an embedded PostgreSQL that waits for the disk, in a new folder. */
export function startWorld(options: WorldOptions = {}): Promise<World> {
  return startParts((ends) => start(options, ends));
}

async function start(
  { gateways: count = 1, settings, bundle: other }: WorldOptions,
  ends: (end: () => unknown) => void,
): Promise<Omit<World, "stop">> {
  const database = await startEmbeddedDatabase("bench");
  ends(database.stop);
  const { dir, appUrl, superUrl } = database;
  await settleLog(superUrl);
  const policyKey = makePolicyKey();
  const env = {
    NODE_ENV: "production" as const,
    LOG_LEVEL: "warn",
    DATABASE_URL: appUrl,
    AGENTGATE_DIR: dir,
    AGENTGATE_SECRET: newPasswords().app,
    AGENTGATE_POLICY_TRUSTED_KEYS: rawPublicKey(readPrivateKey(policyKey)),
  };
  setEnv({ ...env, AGENTGATE_POLICY_SIGNING_KEY: policyKey });
  ends(closeDatabase);
  const tenant = await createEchoTenant("Bench");
  const superuser = new pg.Pool({ connectionString: superUrl, max: 1 });
  // It idles while the load runs; what breaks then shows in the next count.
  superuser.on("error", () => undefined);
  ends(() => superuser.end());
  const bundle = other ?? (await buildGateway());
  const running: Running[] = [];
  ends(() => Promise.all(running.map(({ process }) => endProcess(process, "SIGTERM"))));
  // One of them keeps house.
  for (let n = 0; n < count; n++)
    running.push(
      await startGateway(bundle, { ...env, ...settings, AGENTGATE_ROLE: n === 0 ? "all" : "gateway" }),
    );
  for (const { process, port } of running) await untilServing(process, `http://127.0.0.1:${port}/readyz`);
  const { port } = running[0]!;
  const calling = async (it: TestTenant): Promise<Calling> => {
    const { apiKey } = it.agent;
    return { tenant: it, apiKey, sessionId: await openSession(`http://127.0.0.1:${port}`, apiKey) };
  };
  return {
    port,
    gateways: running.map((it) => ({ port: it.port, pid: it.process.pid! })),
    ...(await calling(tenant)),
    folder: dir,
    addTenant: async (name) => calling(await createEchoTenant(name)),
    superuser,
    recorded: () => recorded(superuser),
    durability: await durability(superuser),
  };
}

/** Segments of the write-ahead log that a minute of full load fills. */
const SEGMENTS = 28;

/**
 * Brings a new cluster to where one is that has run for an hour: its log's segments exist and are used again.
 * On a new one every 16 MB of log begin with writing 16 MB of zeros, which is not what a decision costs.
 */
async function settleLog(superUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    for (let segment = 0; segment < SEGMENTS; segment++) {
      await client.query("select pg_logical_emit_message(true, 'bench', 'fills a segment')");
      await client.query("select pg_switch_wal()");
    }
    await client.query("checkpoint");
  } finally {
    await client.end();
  }
}

type Running = { port: number; process: ChildProcess };

async function startGateway(bundle: string, env: Record<string, string>): Promise<Running> {
  const port = await freePort();
  const own = { GATEWAY_PORT: String(port), GATEWAY_URL: `http://localhost:${port}` };
  return { port, process: spawnGateway({ bundle, env: { ...env, ...own } }) };
}

async function recorded(watcher: pg.Pool): Promise<{ decisions: number; outcomes: number }> {
  const { rows } = await watcher.query<{ decisions: number; outcomes: number }>(
    "select (select count(*)::int from decisions) as decisions, (select count(*)::int from outcomes) as outcomes",
  );
  return rows[0] ?? { decisions: 0, outcomes: 0 };
}

async function durability(watcher: pg.Pool): Promise<Record<string, string>> {
  const names = ["fsync", "synchronous_commit", "full_page_writes"];
  const { rows } = await watcher.query<{ name: string; setting: string }>(
    "select name, setting from pg_settings where name = any($1)",
    [names],
  );
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
}
