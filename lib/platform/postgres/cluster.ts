import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { access, chown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { commandOf, identityOf, signal } from "../processes";
import { binaries, runAs } from "./run-as";

const exec = promisify(execFile);

/** Everything but trust in the machine: loopback only, no socket file, passwords as SCRAM. */
const BASE_SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_destination: "stderr",
  logging_collector: "off",
  log_statement: "none",
  log_min_error_statement: "panic",
};

export type ClusterOptions = {
  dataDir: string;
  port: number;
  /** File the server's own log is appended to. */
  logFile: string;
  settings?: Record<string, string>;
};

export type RunningCluster = {
  pid: number;
  /** Settles when the server ends, whoever ended it. */
  exited: Promise<void>;
  /** Fast shutdown: running transactions are rolled back, then the process ends. Safe to call twice. */
  stop: () => Promise<void>;
};

/** True where a folder holds a server's data. */
export async function hasCluster(dataDir: string): Promise<boolean> {
  return access(join(dataDir, "PG_VERSION")).then(
    () => true,
    () => false,
  );
}

/** Creates an empty cluster with one superuser, unless the folder already holds one. Takes about a second. */
export async function initCluster(dataDir: string, superuser: string, password: string): Promise<boolean> {
  if (await hasCluster(dataDir)) return false;
  const { initdb } = await binaries();
  const as = await runAs();
  // A half-made cluster of an interrupted first start has no PG_VERSION and nothing worth keeping.
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const passwordFile = `${dataDir}.${randomUUID()}`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (as.uid !== undefined && as.gid !== undefined) {
    await chown(dataDir, as.uid, as.gid);
    await chown(passwordFile, as.uid, as.gid);
  }
  const flags = [
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--no-instructions",
  ];
  const auth = ["--auth=scram-sha-256", `--username=${superuser}`, `--pwfile=${passwordFile}`];
  try {
    await exec(initdb, [`--pgdata=${dataDir}`, ...auth, ...flags], { ...as, cwd: "/", env: serverEnv() });
  } finally {
    await rm(passwordFile, { force: true });
  }
  return true;
}

/** Starts the server and resolves once it accepts connections. @throws Error quoting the log's end when it doesn't. */
export async function startCluster(options: ClusterOptions): Promise<RunningCluster> {
  const { postgres } = await binaries();
  const settings = Object.entries({ ...BASE_SETTINGS, ...options.settings, port: String(options.port) });
  const args = ["-D", options.dataDir, ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const log = openSync(options.logFile, "a", 0o600);
  // A process group of its own, so that Ctrl-C in the terminal reaches it only through its supervisor.
  const stdio: ["ignore", number, number] = ["ignore", log, log];
  const child = spawn(postgres, args, {
    ...(await runAs()),
    cwd: "/",
    env: serverEnv(),
    stdio,
    detached: true,
  });
  closeSync(log);
  let ended = false;
  const exited = new Promise<void>((resolve) => {
    const end = () => {
      ended = true;
      resolve();
    };
    child.once("exit", end).once("error", end);
  });
  await untilReady(options, () => ended);
  const stop = async () => {
    if (!ended) child.kill("SIGINT");
    // Immediate shutdown, which recovers at the next start, where the fast one hangs.
    const impatient = setTimeout(() => child.kill("SIGQUIT"), 3_000);
    await exited;
    clearTimeout(impatient);
  };
  return { pid: child.pid ?? 0, exited, stop };
}

/**
 * Stops a server of this folder that outlived its parent, and returns whether there was one. The number in
 * `postmaster.pid` alone proves nothing: after a restart of the machine it may be anybody's.
 */
export async function stopOrphan(dataDir: string): Promise<boolean> {
  const file = join(dataDir, "postmaster.pid");
  const pid = Number.parseInt(await readFile(file, "utf8").catch(() => ""), 10);
  if (!(pid > 0)) return false;
  const identity = identityOf(pid);
  if (!identity || !commandOf(pid)?.includes(dataDir)) {
    // Left in place it could keep the server from starting, where its number belongs to another process now.
    await rm(file, { force: true });
    return false;
  }
  signal(pid, "SIGINT");
  const began = Date.now();
  const immediate = setTimeout(() => signal(pid, "SIGQUIT"), 10_000);
  while (identityOf(pid) === identity && Date.now() - began < 20_000) await delay(50);
  clearTimeout(immediate);
  if (identityOf(pid) === identity)
    throw new Error(`The PostgreSQL of ${dataDir} (process ${pid}) does not end.`);
  return true;
}

async function untilReady({ port, logFile }: ClusterOptions, hasEnded: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (hasEnded()) throw new Error(`PostgreSQL did not start; ${logFile} says why.`);
    if (await answers(port)) return;
    await delay(25);
  }
  throw new Error(`PostgreSQL did not accept connections within 60 s; ${logFile} says why.`);
}

const CONNECT_MS = 5_000;

/** A server that asks for a password (28P01, 28000) is ready; one still starting up says 57P03. */
async function answers(port: number): Promise<boolean> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user: "readiness",
    password: "x",
    database: "postgres",
    // Somebody else's port may take the connection and say nothing.
    connectionTimeoutMillis: CONNECT_MS,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && String(error.code).startsWith("28");
  }
}

/** Of the caller's environment only what a program needs to run: PGDATA and the like must not leak in. */
function serverEnv(): NodeJS.ProcessEnv {
  return { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", NODE_ENV: "production" };
}
