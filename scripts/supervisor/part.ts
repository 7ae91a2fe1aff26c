import { fork, type ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { signal } from "../../lib/platform/processes";
import type { Lock } from "./lock";
import { complain, record } from "./output";

export type PartSpec = {
  name: string;
  /** A JavaScript program, its arguments, and what Node is told before it. */
  program: string;
  args: readonly string[];
  execArgv: readonly string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** Answers 2xx or a page once the part can work. */
  readyUrl: string;
};

/** Development compiles the first page when it is first asked for. */
const READY_MS = 300_000;
const GRACE_MS = 6_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A part that has run this long is taken for healthy: its next fall is met with the shortest pause again. */
const HEALTHY_MS = 60_000;
const ATTEMPTS_TO_START = 3;

/**
 * One of the product's processes: started in a process group of its own (so that Ctrl-C in the terminal
 * reaches it through the supervisor only), tied to us by an IPC channel, started anew when it dies.
 */
export class Part {
  readonly #spec: PartSpec;
  readonly #lock: Lock;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #stopping = false;
  #falls = 0;

  constructor(spec: PartSpec, lock: Lock) {
    this.#spec = spec;
    this.#lock = lock;
  }

  /** Starts it and resolves once it is ready. @throws Error when it keeps dying or never gets ready. */
  async start(): Promise<void> {
    this.#launch();
    const { name, logFile, readyUrl } = this.#spec;
    const deadline = Date.now() + READY_MS;
    while (!(await answers(readyUrl))) {
      if (this.#stopping) return;
      if (this.#falls >= ATTEMPTS_TO_START)
        throw new Error(`The ${name} does not start; ${logFile} says why.`);
      if (Date.now() > deadline)
        throw new Error(`The ${name} is not ready after 5 minutes; ${logFile} says why.`);
      await delay(100);
    }
  }

  /** Asks it to end, and ends it after 6 s; with `atOnce`, without asking. Nothing of its group is left. */
  async stop(atOnce = false): Promise<void> {
    this.#stopping = true;
    const pid = this.#child?.pid;
    if (!pid) return;
    if (atOnce) signal(-pid, "SIGKILL");
    else this.#child?.kill("SIGTERM");
    const late = setTimeout(() => signal(-pid, "SIGKILL"), GRACE_MS);
    await this.#exited;
    clearTimeout(late);
  }

  #launch(): void {
    const { name, program, args, execArgv, env, logFile } = this.#spec;
    const began = Date.now();
    const child = fork(program, [...args], {
      env,
      execArgv: [...execArgv],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: true,
    });
    const pid = child.pid;
    this.#child = child;
    if (pid) this.#lock.remember(pid);
    record(name, logFile, child);
    this.#exited = new Promise((resolve) => {
      child.once("error", (error) => complain(`${name}: ${error.message}`));
      child.once("exit", (code, by) => {
        if (pid) {
          // What it started (tool servers) goes with it.
          signal(-pid, "SIGKILL");
          this.#lock.forget(pid);
        }
        resolve();
        if (!this.#stopping) this.#relaunch(Date.now() - began, by ?? `exit code ${code}`);
      });
    });
  }

  #relaunch(lived: number, how: string): void {
    this.#falls = lived > HEALTHY_MS ? 1 : this.#falls + 1;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (this.#falls - 1), LONGEST_PAUSE_MS);
    complain(`The ${this.#spec.name} ended (${how}). Starting it again in ${pause / 1000} s.`);
    setTimeout(() => {
      if (!this.#stopping) this.#launch();
    }, pause);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000), redirect: "manual" });
    await response.body?.cancel();
    return response.status < 400;
  } catch {
    return false;
  }
}
