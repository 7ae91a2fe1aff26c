import { execFile, type ChildProcess } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { logger } from "../platform/log";
import { singleton } from "../platform/singleton";

const EVERY_MS = 2_000;

type Watched = { maxMb: number; over: () => void };
type State = { groups: Map<number, Watched>; timer: NodeJS.Timeout | null };

const state = () => singleton("upstream-memory", (): State => ({ groups: new Map(), timer: null }));

/**
 * Calls back once when the processes of the child's group together use more memory than they may. One look at the
 * system's processes every two seconds serves all groups. Memory that they share counts for each of them.
 */
export function watchMemory(child: ChildProcess, maxMb: number, over: () => void): void {
  const { pid } = child;
  if (pid === undefined) return;
  const { groups } = state();
  groups.set(pid, { maxMb, over });
  child.once("exit", () => groups.delete(pid));
  schedule();
}

function schedule(): void {
  const own = state();
  if (own.timer || own.groups.size === 0) return;
  own.timer = setTimeout(() => {
    void look()
      .catch((err: unknown) => logger("upstreams").warn("the memory of servers could not be read", { err }))
      .finally(() => {
        own.timer = null;
        schedule();
      });
  }, EVERY_MS).unref();
}

async function look(): Promise<void> {
  const used = await memoryByGroup();
  const { groups } = state();
  for (const [group, { maxMb, over }] of [...groups]) {
    if ((used.get(group) ?? 0) <= maxMb * 1024) continue;
    groups.delete(group);
    over();
  }
}

/** Resident memory in KB by process group, of those that are watched. */
async function memoryByGroup(): Promise<Map<number, number>> {
  const used = new Map<number, number>();
  const rows = process.platform === "linux" ? await fromProc() : await fromPs();
  for (const [group, kb] of rows) used.set(group, (used.get(group) ?? 0) + kb);
  return used;
}

type Row = readonly [group: number, kb: number];

async function fromProc(): Promise<Row[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const rows: Row[] = [];
  for (const pid of pids) {
    // One that has ended meanwhile uses nothing.
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const group = groupIn(stat);
    if (!state().groups.has(group)) continue;
    const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    rows.push([group, Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0)]);
  }
  return rows;
}

/** The second field is the program's name in brackets and may hold anything; the group is the third behind it. */
export function groupIn(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]);
}

async function fromPs(): Promise<Row[]> {
  if (process.platform === "win32") return [];
  const { stdout } = await promisify(execFile)("ps", ["-axo", "pgid=,rss="], { maxBuffer: 16 * 1024 * 1024 });
  return stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([group = 0, kb = 0]) => [group, kb] as const);
}
