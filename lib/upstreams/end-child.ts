import type { ChildProcess } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { singleton } from "../platform/singleton";

const POLITE_MS = 800;
const FIRM_MS = 700;

/** Every group that lives, so that our own end, however sudden, is theirs too. */
const groups = () =>
  singleton("upstream-groups", () => {
    const living = new Set<ChildProcess>();
    process.once("exit", () => {
      for (const child of living) signal(child, "SIGKILL");
    });
    return living;
  });

/** Takes note of a child that leads a process group of its own. */
export function watchGroup(child: ChildProcess): void {
  groups().add(child);
}

/** End of input, then SIGTERM, then SIGKILL, to the whole group; done when the child has exited. */
export async function endGroup(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  if (await exited(child, POLITE_MS)) return;
  signal(child, "SIGTERM");
  if (await exited(child, FIRM_MS)) return;
  signal(child, "SIGKILL");
  await exited(child, FIRM_MS);
}

/** Kills what is left of a group whose leader has gone. */
export function killGroup(child: ChildProcess): void {
  signal(child, "SIGKILL");
  groups().delete(child);
}

async function exited(child: ChildProcess, withinMs: number): Promise<boolean> {
  const gone = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  if (gone()) return true;
  const abort = new AbortController();
  const exit = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await Promise.race([exit, pause(withinMs, undefined, { signal: abort.signal }).catch(() => undefined)]);
  abort.abort();
  return gone();
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // Nobody of the group is left.
  }
}
