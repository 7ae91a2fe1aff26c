import pg from "pg";
import { inject } from "vitest";
import { setEnv } from "../lib/platform/env/process";
import { singleton } from "../lib/platform/singleton";
import { APP_ROLE, OWNER_ROLE, urlFor } from "../lib/platform/postgres";
import { TEMPLATE } from "./server";

export { createTenant, createUser, ctxFor, type TestTenant, type TestUser } from "./factories";

export type TestDatabase = {
  /** The application's connection; DATABASE_URL is set to it. */
  appUrl: string;
  /** The owner's connection. Row-level security holds for it too. */
  ownerUrl: string;
  /** A superuser's connection: sees and changes everything. For looking past row-level security in assertions. */
  superUrl: string;
};

/**
 * This process's own copy of the migrated template, made at the first call. Every integration test has it
 * already. Suites mint tenants of their own (`createTenant`) and never empty tables: a copy serves many files.
 * @param suffix asks for a further database, for a suite that needs one nobody else has been in.
 */
export async function testDatabase(suffix = ""): Promise<TestDatabase> {
  const { port, passwords, superUrl } = inject("testServer");
  const copy = await singleton("test-database", () => claimCopy(superUrl));
  const name = `agentgate_test_${copy}${suffix && `_${suffix}`}`;
  await copyTemplate(superUrl, name);
  const database: TestDatabase = {
    appUrl: urlFor(port, APP_ROLE, passwords.app, name),
    ownerUrl: urlFor(port, OWNER_ROLE, passwords.owner, name),
    superUrl: urlFor(port, "postgres", passwords.superuser, name),
  };
  setEnv({
    NODE_ENV: "test",
    LOG_LEVEL: "silent",
    // On a machine that is busy with tests, a wait says nothing about the database.
    DATABASE_WAIT_MS: "20000",
    ...SECRETS,
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
  });
  return database;
}

const SECRETS = {
  AUTH_SECRET: "test".repeat(8),
  AGENTGATE_SECRET: "test".repeat(8),
  // Keys for tests alone, the same in every run.
  AGENTGATE_VAULT_KEYS: `test:${Buffer.alloc(32, "t").toString("base64")}`,
  AGENTGATE_POLICY_SIGNING_KEY: "MC4CAQAwBQYDK2VwBCIEILcbVIxUWOLYiz8k8KXqyO4xXGO0w4UXmwwc0ZFaQgdF",
  AGENTGATE_POLICY_TRUSTED_KEYS: "QKd9xqiGQksDiYc/uuZWsew4silfNgVkUTIMgroY1fo=",
};

const MAX_COPIES = 32;
const COPY_LOCK = 4712;

/**
 * The number of a copy that no other process is in, held as a lock for as long as this one lives. Vitest's own numbers
 * of workers don't do: two files at once may get the same one, and then what one of them lets run for all tenants
 * (health checks, sweeps) runs for the other's too.
 */
async function claimCopy(superUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  for (let copy = 1; copy <= MAX_COPIES; copy++) {
    const sql = "SELECT pg_try_advisory_lock($1, $2) AS mine";
    const { rows } = await client.query<{ mine: boolean }>(sql, [COPY_LOCK, copy]);
    if (!rows[0]?.mine) continue;
    // The server's end is no error any more once the tests have ended, and the lock must not keep the process alive.
    client.on("error", () => undefined);
    (client as pg.Client & { unref(): void }).unref(); // there is one; its types leave it out
    return copy;
  }
  await client.end();
  throw new Error(`More than ${MAX_COPIES} processes want a test database.`);
}

async function copyTemplate(superUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    // Two copies of one template at once are refused by the server, so they take turns.
    await client.query("SELECT pg_advisory_lock(4711)");
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (!rowCount) await client.query(`CREATE DATABASE "${name}" TEMPLATE "${TEMPLATE}" OWNER ${OWNER_ROLE}`);
  } finally {
    await client.end();
  }
}
