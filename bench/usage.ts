import { readdir, readFile } from "node:fs/promises";
import type pg from "pg";

/** What processes use, as Linux tells it. Elsewhere there is no /proc, and no answer. */
const TICKS_PER_SECOND = 100;
const KIB_PER_MIB = 1_024;

/** Memory that is in RAM, in MiB. Null where the system doesn't say. */
export async function residentMiB(pid: number): Promise<number | null> {
  const status = await read(`/proc/${pid}/status`);
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kib === undefined ? null : Number(kib) / KIB_PER_MIB;
}

/** Seconds of processor time that these have used since they began. */
export async function cpuSeconds(pids: readonly number[]): Promise<number> {
  const stats = await Promise.all(pids.map((pid) => statOf(pid)));
  return stats.reduce((sum, stat) => sum + (stat?.ticks ?? 0), 0) / TICKS_PER_SECOND;
}

/**
 * Seconds of processor time that the server behind this connection has used since it began, with those of its processes
 * that have ended. Null where the system doesn't say.
 */
export async function databaseSeconds(database: pg.Pool): Promise<number | null> {
  const { rows } = await database.query<{ pid: number }>("select pg_backend_pid() as pid");
  const server = (await statOf(rows[0]!.pid))?.parent;
  if (server === undefined) return null;
  const all = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const living = (await Promise.all(all.map(statOf))).filter((stat) => stat?.parent === server);
  const itself = await statOf(server);
  const ticks = living.reduce((sum, stat) => sum + stat!.ticks, (itself?.ticks ?? 0) + (itself?.ended ?? 0));
  return ticks / TICKS_PER_SECOND;
}

type Stat = {
  parent: number;
  ticks: number;
  /** Of children that have ended. */
  ended: number;
};

async function statOf(pid: number): Promise<Stat | null> {
  // The name in brackets may have anything in it; what follows has none.
  const fields = (await read(`/proc/${pid}/stat`)).split(") ").at(-1)?.split(" ") ?? [];
  const sum = (from: number) => Number(fields[from]) + Number(fields[from + 1]);
  return fields.length < 15 ? null : { parent: Number(fields[1]), ticks: sum(11), ended: sum(13) };
}

function read(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
