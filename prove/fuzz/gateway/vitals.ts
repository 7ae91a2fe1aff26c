import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** How a process is, since this was last asked. */
export type Vitals = {
  rssMB: number;
  /** Of JavaScript's objects; without what is only waiting to be collected where the process has `--expose-gc`. */
  heapMB: number;
  /** The longest that its own work kept the event loop from everything else. */
  blockedMs: number;
  /** The longest that the loop waited, for whatever reason. */
  lateMs: number;
};

/** To be loaded into a process that will be asked. */
export const MONITOR = join(import.meta.dirname, "loop-monitor.mjs");

type Told = { rss: number; heapUsed: number; longest: number; longestLate: number };

/** @throws Error where the process has ended */
export async function vitalsOf(child: ChildProcess): Promise<Vitals> {
  const ended = new AbortController();
  const { signal } = ended;
  const gone = once(child, "exit", { signal }).then(() => Promise.reject(new Error("The process ended.")));
  gone.catch(() => undefined);
  if (child.exitCode !== null || child.signalCode !== null) throw new Error("The process has ended.");
  child.send("vitals");
  try {
    for (;;) {
      const told = once(child, "message", { signal }) as Promise<[Partial<Told>]>;
      const [{ rss, heapUsed, longest, longestLate }] = await Promise.race([told, gone]);
      // A server may say other things to who started it.
      if (rss === undefined || heapUsed === undefined || longest === undefined || longestLate === undefined)
        continue;
      return { rssMB: rss / 2 ** 20, heapMB: heapUsed / 2 ** 20, blockedMs: longest, lateMs: longestLate };
    }
  } finally {
    ended.abort();
  }
}
