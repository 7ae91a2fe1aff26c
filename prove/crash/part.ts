import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { signal } from "../../lib/platform/processes";
import { ROOT } from "../../scripts/supervisor/build";
import { portOf, untilServing } from "../../tests/gateway-process";

export type PartSpec = {
  program: string;
  args?: readonly string[];
  execArgv?: readonly string[];
  env: NodeJS.ProcessEnv;
  /** What it prints is appended here. */
  log: string;
  /** Answers 2xx once it can work; null for what listens nowhere. */
  readyUrl: string | null;
};

/** One process of the product that is killed, stopped and started again. */
export class CrashPart {
  readonly #spec: PartSpec;
  #child: ChildProcess | undefined;

  constructor(spec: PartSpec) {
    this.#spec = spec;
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  start(): void {
    const { program, args = [], execArgv = [], env, log } = this.#spec;
    const out = openSync(log, "a", 0o600);
    // A group of its own, so that Ctrl-C ends it through us and nothing it started survives it.
    this.#child = fork(program, [...args], {
      ...{ cwd: ROOT, env, execArgv: [...execArgv], detached: true },
      stdio: ["ignore", out, out, "ipc"],
    });
    closeSync(out);
  }

  /** @throws Error where it ends or is not ready in time */
  async ready(): Promise<void> {
    const { readyUrl, log } = this.#spec;
    if (readyUrl === null) return;
    await untilServing(this.#child!, readyUrl, () => `${log} says why.`);
  }

  /** Gone when it resolves. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || !this.running) return;
    const exit = once(child, "exit");
    this.killNow();
    await exit;
  }

  /** For a process that ends itself. */
  killNow(): void {
    if (this.#child?.pid !== undefined && this.running) signal(-this.#child.pid, "SIGKILL");
  }

  signal(name: "SIGSTOP" | "SIGCONT"): void {
    if (this.#child?.pid !== undefined) signal(-this.#child.pid, name);
  }
}

/** Starts the upstream of upstream.mjs. It is nobody's victim: its log is what the others are held against. */
export async function startUpstream(log: string): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [`${import.meta.dirname}/upstream.mjs`, log], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    detached: true,
  });
  return { url: `http://127.0.0.1:${await portOf(child)}`, child };
}
