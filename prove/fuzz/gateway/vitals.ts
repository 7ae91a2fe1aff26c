import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { within } from "../../within";

/** How a process is, since this was last asked; without what is only waiting to be collected. */
export type Vitals = {
  rssMB: number;
  /** Of JavaScript's objects. */
  heapMB: number;
  /** The longest that its own work kept the event loop from everything else. */
  blockedMs: number;
  /** The longest that the loop waited, for whatever reason. */
  lateMs: number;
  /** What every object has got since the process began: nothing, or somebody reached a prototype. */
  polluted: readonly string[];
};

/** To be loaded into a process that will be asked. */
export const MONITOR = join(import.meta.dirname, "loop-monitor.mjs");

type Told = { rss: number; heapUsed: number; longest: number; longestLate: number; polluted: string[] };

/** A process that takes longer to say something has a loop that hangs. */
const PATIENCE_S = 30;

/** @throws Error where the process has ended, or says nothing */
export function vitalsOf(child: ChildProcess): Promise<Vitals> {
  return within("The vitals", PATIENCE_S, asked(child));
}

async function asked(child: ChildProcess): Promise<Vitals> {
  const ended = new AbortController();
  const { signal } = ended;
  const gone = once(child, "exit", { signal }).then(() => Promise.reject(new Error("The process ended.")));
  gone.catch(() => undefined);
  if (child.exitCode !== null || child.signalCode !== null) throw new Error("The process has ended.");
  child.send("vitals");
  try {
    for (;;) {
      const told = once(child, "message", { signal }) as Promise<[Partial<Told>]>;
      const [said] = await Promise.race([told, gone]);
      // A server may say other things to who started it.
      if (!isTold(said)) continue;
      const { rss, heapUsed, longest, longestLate, polluted } = said;
      const memory = { rssMB: rss / 2 ** 20, heapMB: heapUsed / 2 ** 20 };
      return { ...memory, blockedMs: longest, lateMs: longestLate, polluted };
    }
  } finally {
    ended.abort();
  }
}

function isTold(said: Partial<Told>): said is Told {
  return said.polluted !== undefined;
}
