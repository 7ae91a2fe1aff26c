import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { closeDatabase } from "../lib/platform/db";
import { inheritedEnv, setEnv } from "../lib/platform/env/process";
import { applyMigrations } from "../lib/platform/migrate";
import { freePort, newPasswords, startEmbedded, SUPERUSER, urlFor } from "../lib/platform/postgres";
import { makePolicyKey, rawPublicKey, readPrivateKey } from "../lib/platform/secrets";
import { buildGateway, ROOT } from "../scripts/supervisor/build";
import { createEchoTenant } from "../tests/echo-tenant";

export type World = {
  port: number;
  apiKey: string;
  sessionId: string;
  /** Rows of decisions and outcomes that are durable in the database. */
  recorded: () => Promise<{ decisions: number; outcomes: number }>;
  /** What the database says of its own durability. */
  durability: Record<string, string>;
  stop: () => Promise<void>;
};

/** The dedicated gateway as `npm start` runs it, on an embedded PostgreSQL that waits for the disk, in a new folder. */
export async function startWorld(): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), "agentgate-bench-"));
  // As root the database server runs as a user of its own, who has to pass through.
  await chmod(dir, 0o711);
  const passwords = newPasswords();
  const database = await startEmbedded(dir, passwords);
  await applyMigrations(database.ownerUrl);
  const port = await freePort();
  await settleLog(urlFor(database.port, SUPERUSER, passwords.superuser, "agentgate"));
  const secret = newPasswords().app;
  const policyKey = makePolicyKey();
  const env = {
    NODE_ENV: "production" as const,
    LOG_LEVEL: "warn",
    DATABASE_URL: database.appUrl,
    AGENTGATE_DIR: dir,
    AGENTGATE_SECRET: secret,
    AGENTGATE_POLICY_TRUSTED_KEYS: rawPublicKey(readPrivateKey(policyKey)),
    GATEWAY_PORT: String(port),
    GATEWAY_URL: `http://localhost:${port}`,
  };
  setEnv({ ...env, AGENTGATE_POLICY_SIGNING_KEY: policyKey });
  const { agent } = await createEchoTenant("Bench");
  await closeDatabase();
  const gateway = spawn(process.execPath, [await buildGateway()], {
    cwd: ROOT,
    env: { ...inheritedEnv(), ...env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const watcher = new pg.Pool({
    connectionString: urlFor(database.port, SUPERUSER, passwords.superuser, "agentgate"),
    max: 1,
  });
  // It idles while the load runs; what breaks then shows in the next count.
  watcher.on("error", () => undefined);
  const stop = async (): Promise<void> => {
    await ended(gateway);
    await watcher.end();
    await database.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await untilReady(gateway, port);
    return {
      port,
      apiKey: agent.apiKey,
      sessionId: await openSession(port, agent.apiKey),
      recorded: () => recorded(watcher),
      durability: await durability(watcher),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
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

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}

async function untilReady(gateway: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + 30_000;
  const ready = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      (r) => r.ok,
      () => false,
    );
  while (!(await ready())) {
    if (gateway.exitCode !== null) throw new Error(`The gateway ended with ${gateway.exitCode}.`);
    if (Date.now() > deadline) throw new Error("The gateway was not ready in time.");
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function openSession(port: number, apiKey: string): Promise<string> {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/sessions`, {
    method: "POST",
    headers,
    body: `{"label":"bench"}`,
  });
  if (!response.ok) throw new Error(`No session: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { session_id: string }).session_id;
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
