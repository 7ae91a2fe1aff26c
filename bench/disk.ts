import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { endProcess } from "../tests/gateway-process";

/** While the disk took no write, in milliseconds since 1970. */
export type Halt = { from: number; to: number };

/** A flush that took longer is a halt. A disk that works takes one to ten, also under load. */
export const HALT_MS = 25;

export type DiskWatch = {
  /** Since it began, in their order. */
  halts: () => Promise<Halt[]>;
  stop: () => Promise<void>;
};

/**
 * Watches the disk of a folder from a process of its own, beside whatever else writes to it. What is durable waits for the
 * disk, so that a latency says little of a program where the disk halts; this says when it did.
 */
export function watchDisk(folder: string): DiskWatch {
  const child = fork(join(import.meta.dirname, "disk-child.ts"), [join(folder, "disk-watch"), `${HALT_MS}`], {
    execArgv: ["--import", "tsx"],
  });
  const halts = async (): Promise<Halt[]> => {
    child.send("halts");
    const [all] = (await once(child, "message")) as [Halt[]];
    return all;
  };
  return { halts, stop: () => endProcess(child, "SIGTERM") };
}

/** Calls that were answered: when each was due, in milliseconds since 1970, and how many it took. */
export type Calls = { at: readonly number[]; ms: readonly number[] };

/**
 * The calls that no halt touched: none was under way with them, and none had ended so shortly before that what it had
 * held up was still being caught up with, which takes as long as it lasted.
 */
export function clearOf({ at, ms }: Calls, halts: readonly Halt[]): Calls {
  const touched = merged(halts.map(({ from, to }) => ({ from, to: to + (to - from) })));
  const clear = at.flatMap((due, n) => {
    const next = touched[firstEndingAfter(touched, due)];
    return next && next.from < due + ms[n]! ? [] : [n];
  });
  return { at: clear.map((n) => at[n]!), ms: clear.map((n) => ms[n]!) };
}

/** In their order, none touching the next. */
function merged(halts: readonly Halt[]): Halt[] {
  const all: Halt[] = [];
  for (const { from, to } of halts.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else all.push({ from, to });
  }
  return all;
}

function firstEndingAfter(halts: readonly Halt[], moment: number): number {
  let [low, high] = [0, halts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (halts[middle]!.to > moment) high = middle;
    else low = middle + 1;
  }
  return low;
}
