import pg from "pg";
import { inject } from "vitest";
import { inheritedEnv, setEnv } from "../lib/platform/env/process";
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
 * This worker's own copy of the migrated template, made at the first call. Every integration test has it
 * already. Suites mint tenants of their own (`createTenant`) and never empty tables: a worker runs many files.
 * @param suffix asks for a further database, for a suite that needs one nobody else has been in.
 */
export async function testDatabase(suffix = ""): Promise<TestDatabase> {
  const { port, passwords, superUrl } = inject("testServer");
  const name = `agentgate_test_${inheritedEnv().VITEST_POOL_ID ?? "0"}${suffix && `_${suffix}`}`;
  await copyTemplate(superUrl, name);
  const database: TestDatabase = {
    appUrl: urlFor(port, APP_ROLE, passwords.app, name),
    ownerUrl: urlFor(port, OWNER_ROLE, passwords.owner, name),
    superUrl: urlFor(port, "postgres", passwords.superuser, name),
  };
  setEnv({
    NODE_ENV: "test",
    LOG_LEVEL: "silent",
    ...SECRETS,
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
  });
  return database;
}

const SECRETS = {
  AUTH_SECRET: "test".repeat(8),
  AGENTGATE_SECRET: "test".repeat(8),
  // A key for tests alone, the same in every run.
  AGENTGATE_POLICY_SIGNING_KEY: "MC4CAQAwBQYDK2VwBCIEILcbVIxUWOLYiz8k8KXqyO4xXGO0w4UXmwwc0ZFaQgdF",
  AGENTGATE_POLICY_TRUSTED_KEYS: "QKd9xqiGQksDiYc/uuZWsew4silfNgVkUTIMgroY1fo=",
};

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
