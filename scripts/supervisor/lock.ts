import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { identityOf, signal } from "../../lib/platform/processes";

const Living = z.object({ pid: z.number().int().positive(), identity: z.string() });

/** `supervisor.json`: who runs the product from this folder, and the processes it started. */
const Holder = Living.extend({
  addresses: z.array(z.string()),
  /** Set once it is on its way out: whoever comes next waits instead of giving up. */
  stopping: z.boolean(),
  children: z.array(Living),
});
export type Holder = z.infer<typeof Holder>;

export type Lock = {
  update: (change: Partial<Pick<Holder, "addresses" | "stopping">>) => void;
  /** Remembers a process to be ended by the next start, should this one die without doing it. */
  remember: (pid: number) => void;
  forget: (pid: number) => void;
  release: () => void;
};

/** How long a supervisor may take to notice that its terminal is gone, and then to end. */
const NOTICE_MS = 700;
const STOPPING_MS = 15_000;

/**
 * Takes the folder for this process. A lock whose holder is dead is recovered, and what it left running is
 * ended. @returns the holder instead, where one lives.
 */
export async function takeLock(dir: string): Promise<{ lock: Lock } | { holder: Holder }> {
  const file = join(dir, "supervisor.json");
  const began = Date.now();
  for (;;) {
    const lock = create(file);
    if (lock) return { lock };
    const text = read(file);
    const holder = parse(text);
    if (holder && lives(holder)) {
      const waited = Date.now() - began;
      if (waited > (holder.stopping ? STOPPING_MS : NOTICE_MS)) return { holder };
      await delay(50);
    } else if (text !== undefined && removeStale(file, text)) {
      holder?.children.filter(lives).forEach(({ pid }) => endGroup(pid));
    }
  }
}

function create(file: string): Lock | undefined {
  let state = describe(process.pid);
  const write = () => replace(file, state);
  try {
    // A link appears complete or not at all; a created file would be seen empty for a moment.
    writeFileSync(draft(file), JSON.stringify(state), { mode: 0o600 });
    linkSync(draft(file), file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return undefined;
    throw error;
  } finally {
    rmSync(draft(file), { force: true });
  }
  const change = (next: Partial<Holder>) => {
    state = { ...state, ...next };
    write();
  };
  const without = (pid: number) => state.children.filter((child) => child.pid !== pid);
  return {
    update: change,
    remember: (pid) => change({ children: [...without(pid), { pid, identity: identityOf(pid) ?? "" }] }),
    forget: (pid) => change({ children: without(pid) }),
    release: () => rmSync(file, { force: true }),
  };
}

function describe(pid: number): Holder {
  return { pid, identity: identityOf(pid) ?? "", addresses: [], stopping: false, children: [] };
}

function lives({ pid, identity }: z.infer<typeof Living>): boolean {
  return identityOf(pid) === identity;
}

/** Moves the file away rather than deleting it: of two starts that see the same stale file, one succeeds. */
function removeStale(file: string, expected: string): boolean {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return false;
  }
  const moved = read(aside);
  // Between reading and moving, somebody else recovered it and took the lock: give theirs back.
  if (moved !== expected) renameSync(aside, file);
  else rmSync(aside, { force: true });
  return moved === expected;
}

function endGroup(pid: number): void {
  signal(-pid, "SIGKILL");
}

function replace(file: string, state: Holder): void {
  writeFileSync(draft(file), JSON.stringify(state), { mode: 0o600 });
  renameSync(draft(file), file);
}

function draft(file: string): string {
  return `${file}.${process.pid}`;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function parse(text: string | undefined): Holder | undefined {
  try {
    return text === undefined ? undefined : Holder.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
