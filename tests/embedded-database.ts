import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyMigrations } from "../lib/platform/migrate";
import { newPasswords, startEmbedded, SUPERUSER, urlFor } from "../lib/platform/postgres";
import { alsoAtInterrupt } from "./interrupt";

export type EmbeddedDatabase = {
  /** Its own, and for whatever else is to go with it. */
  dir: string;
  /** The application's connection. */
  appUrl: string;
  /** Past row-level security. */
  superUrl: string;
  /** Leaves nothing. */
  stop: () => Promise<void>;
};

/** The embedded PostgreSQL as `npm start` has it, which waits for its disk: migrated, in a new temporary folder. */
export async function startEmbeddedDatabase(purpose: string): Promise<EmbeddedDatabase> {
  const dir = await mkdtemp(join(tmpdir(), `agentgate-${purpose}-`));
  const passwords = newPasswords();
  // As root the database server runs as a user of its own, who has to pass through.
  const starting = chmod(dir, 0o711).then(() => startEmbedded(dir, passwords));
  const stop = alsoAtInterrupt(async () => {
    // One that is about to start can be stopped only then.
    await (await starting.catch(() => undefined))?.stop();
    await rm(dir, { recursive: true, force: true });
  });
  try {
    const { port, appUrl, ownerUrl } = await starting;
    await applyMigrations(ownerUrl);
    return { dir, appUrl, superUrl: urlFor(port, SUPERUSER, passwords.superuser, "agentgate"), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
