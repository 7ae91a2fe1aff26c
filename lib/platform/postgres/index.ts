import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { hasCluster, initCluster, startCluster, stopOrphan, type RunningCluster } from "./cluster";
import { dataFolder } from "./run-as";
import {
  APP_ROLE,
  OWNER_ROLE,
  SUPERUSER,
  provisionDatabase,
  provisionRoles,
  urlFor,
  type Passwords,
} from "./provision";

export { APP_ROLE, OWNER_ROLE, SUPERUSER, provisionDatabase, provisionRoles, stopOrphan, urlFor };
export type { Passwords, RunningCluster };

export type EmbeddedPostgres = RunningCluster & {
  dataDir: string;
  logFile: string;
  port: number;
  /** The application's connection. */
  appUrl: string;
  /** The owner's connection, for migrations. */
  ownerUrl: string;
};

const DATABASE = "agentgate";

/**
 * Starts the embedded PostgreSQL of a folder (`.agentgate`): data in `postgres/`, its port in `postgres.port`,
 * loopback only, durable. A server of the same folder that outlived its parent is stopped first.
 */
export async function startEmbedded(dir: string, passwords: Passwords): Promise<EmbeddedPostgres> {
  const root = resolve(dir);
  await mkdir(join(root, "logs"), { recursive: true });
  const dataDir = await dataFolder(join(root, "postgres"));
  await stopOrphan(dataDir);
  await initCluster(dataDir, SUPERUSER, passwords.superuser);
  const port = await chosenPort(join(root, "postgres.port"));
  const logFile = join(root, "logs", "postgres.log");
  const running = await startCluster({ dataDir, port, logFile, settings: EMBEDDED });
  const superUrl = urlFor(port, SUPERUSER, passwords.superuser, "postgres");
  await provisionRoles(superUrl, passwords);
  await provisionDatabase(superUrl, DATABASE);
  const appUrl = urlFor(port, APP_ROLE, passwords.app, DATABASE);
  const ownerUrl = urlFor(port, OWNER_ROLE, passwords.owner, DATABASE);
  return { ...running, dataDir, logFile, port, appUrl, ownerUrl };
}

/**
 * Starts a server that ended again: over the data that it had, at the port that others know.
 * @throws Error where the data is gone: an empty database in its place would look as if all had been lost.
 */
export async function restartEmbedded(server: EmbeddedPostgres): Promise<EmbeddedPostgres> {
  const { dataDir, port, logFile } = server;
  if (!(await hasCluster(dataDir)))
    throw new Error(
      `The data of PostgreSQL is gone from ${dataDir}. It goes on when that is put back; no empty database is made in its place.`,
    );
  await stopOrphan(dataDir);
  return { ...server, ...(await startCluster({ dataDir, port, logFile, settings: EMBEDDED })) };
}

const EMBEDDED = {
  shared_buffers: "128MB",
  max_connections: "100",
  wal_compression: "on",
  max_wal_size: "1GB",
  // Segments are kept for use again: to fill a new one with zeros stops every commit for its 16 MB.
  min_wal_size: "512MB",
};

/** Nothing of a throw-away server has to survive, so it never waits for the disk. */
const THROW_AWAY = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "200",
};

export type TemporaryPostgres = RunningCluster & { port: number; superUrl: string; passwords: Passwords };

/** A server in a new temporary folder, with the product's roles and no database of it. `stop` deletes it all. */
export async function startTemporary(): Promise<TemporaryPostgres> {
  const dir = await mkdtemp(join(tmpdir(), "agentgate-postgres-"));
  // The server may run as another user (see cluster.ts), who has to be let through to its own folder.
  await chmod(dir, 0o711);
  const passwords = newPasswords();
  const port = await freePort();
  const dataDir = join(dir, "data");
  try {
    await initCluster(dataDir, SUPERUSER, passwords.superuser);
    const running = await startCluster({
      dataDir,
      port,
      logFile: join(dir, "server.log"),
      settings: THROW_AWAY,
    });
    const superUrl = urlFor(port, SUPERUSER, passwords.superuser, "postgres");
    await provisionRoles(superUrl, passwords);
    const stop = async () => {
      await running.stop();
      await rm(dir, { recursive: true, force: true });
    };
    return { ...running, stop, port, superUrl, passwords };
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    throw error;
  }
}

/** Passwords nobody has to type: 192 random bits each. */
export function newPasswords(): Passwords {
  const secret = () => randomBytes(24).toString("base64url");
  return { superuser: secret(), owner: secret(), app: secret() };
}

/** The same port at each start where it is still free, so that open tools keep working; else a new one. */
async function chosenPort(file: string): Promise<number> {
  const kept = Number(await readFile(file, "utf8").catch(() => "0"));
  const port = await freePort(Number.isInteger(kept) && kept > 0 && kept < 65_536 ? kept : 0).catch(() =>
    freePort(),
  );
  await writeFile(file, `${port}\n`);
  return port;
}

/** A TCP port of 127.0.0.1 that nobody listens on. @throws Error EADDRINUSE when `wanted` is taken. */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().once("error", failed);
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : wanted));
    });
  });
}
