import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { applyMigrations } from "../../lib/platform/migrate";
import {
  restartEmbedded,
  startEmbedded,
  stopOrphan,
  type EmbeddedPostgres,
  type Passwords,
} from "../../lib/platform/postgres";
import { complain, say } from "./output";

export type Database = {
  appUrl: string;
  ownerUrl: string | undefined;
  stop: () => Promise<void>;
};

export type DatabaseOptions = {
  dir: string;
  passwords: Passwords;
  /** A managed server's connections; without the first one the embedded server is used. */
  appUrl: string | undefined;
  ownerUrl: string | undefined;
};

/** The database, reachable, with every migration applied. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { appUrl, ownerUrl } = options;
  const database = appUrl ? { appUrl, ownerUrl, stop: async () => undefined } : await embedded(options);
  try {
    if (database.ownerUrl) {
      const applied = await applyMigrations(database.ownerUrl);
      if (applied.length > 0) say(`Applied ${applied.length} migration${applied.length > 1 ? "s" : ""}.`);
    } else {
      say("DATABASE_OWNER_URL is not set, so migrations are left to you (npm run db:migrate).");
    }
    await refuseMightyRole(database.appUrl);
    return database;
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** Row-level security keeps tenants apart only for a role it applies to. */
async function refuseMightyRole(appUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: appUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ mighty: boolean }>(
      "SELECT rolsuper OR rolbypassrls AS mighty FROM pg_roles WHERE rolname = current_user",
    );
    if (!rows[0]?.mighty) return;
    throw new Error(
      "DATABASE_URL names a role that bypasses row-level security. Use a plain member of agentgate_app.",
    );
  } finally {
    await client.end();
  }
}

/** The embedded server, started again whenever it dies: at the same port, which the other processes know. */
async function embedded({ dir, passwords }: DatabaseOptions): Promise<Database> {
  let server = await startEmbedded(dir, passwords);
  let stopping = false;
  let restarting: Promise<void> = Promise.resolve();
  const watch = (running: EmbeddedPostgres) => {
    void running.exited.then(() => {
      if (!stopping) restarting = restart();
    });
  };
  const restart = async () => {
    complain("PostgreSQL ended. Starting it again; until then every call is refused.");
    for (let pause = 250; ; pause = Math.min(pause * 2, 10_000)) {
      await delay(pause);
      // Told to stop in between, nobody needs it any more.
      if (stopping) return;
      try {
        server = await restartEmbedded(server);
        watch(server);
        say("PostgreSQL is back.");
        return;
      } catch (error) {
        complain(error instanceof Error ? error.message : String(error));
      }
    }
  };
  watch(server);
  const stop = async () => {
    stopping = true;
    await Promise.race([restarting, delay(3_000, undefined, { ref: false })]);
    await server.stop();
    // The one that was being started again, and takes its time to recover.
    await stopOrphan(server.dataDir);
  };
  return { appUrl: server.appUrl, ownerUrl: server.ownerUrl, stop };
}
