import type { TestProject } from "vitest/node";
import { inheritedEnv } from "../lib/platform/env/process";
import { applyMigrations } from "../lib/platform/migrate";
import {
  OWNER_ROLE,
  provisionDatabase,
  startTemporary,
  urlFor,
  type TemporaryPostgres,
} from "../lib/platform/postgres";
import { singleton } from "../lib/platform/singleton";
import { TEMPLATE, type TestServer } from "./server";

/** One real PostgreSQL for the whole run, of however many projects, with one migrated database that the workers copy. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { port, passwords, superUrl, stop } = await singleton("test-server", start);
  project.provide("testServer", { port, passwords, superUrl } satisfies TestServer);
  return stop;
}

async function start(): Promise<TemporaryPostgres> {
  refuseForeignDatabase();
  const server = await startTemporary();
  try {
    await provisionDatabase(server.superUrl, TEMPLATE);
    // As the owner, who is no superuser: what migrates here migrates on a managed server too.
    await applyMigrations(urlFor(server.port, OWNER_ROLE, server.passwords.owner, TEMPLATE));
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

/** The tests use a server of their own; a remote address here means a mistake that must not go unnoticed. */
function refuseForeignDatabase(): void {
  const { DATABASE_URL, DATABASE_OWNER_URL } = inheritedEnv();
  for (const url of [DATABASE_URL, DATABASE_OWNER_URL]) {
    if (!url || ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname)) continue;
    throw new Error(
      "DATABASE_URL names a remote server. Unset it: the tests start a PostgreSQL of their own.",
    );
  }
}
