import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { inheritedEnv } from "../lib/platform/env/process";
import { freePort } from "../lib/platform/postgres";
import { identityOf, signal } from "../lib/platform/processes";

const START = ["--import", "tsx", join(import.meta.dirname, "../scripts/start.ts"), "--gateway-only"];

/** One folder the product runs from, with ports of its own. */
export class Installation {
  readonly dir = mkdtempSync(join(tmpdir(), "agentgate-system-"));
  #env = inheritedEnv();
  #runs: Run[] = [];
  gatewayUrl = "";
  gatewayPort = 0;

  static async create(): Promise<Installation> {
    const made = new Installation();
    chmodSync(made.dir, 0o711);
    made.gatewayPort = await freePort();
    made.gatewayUrl = `http://127.0.0.1:${made.gatewayPort}`;
    const { DATABASE_URL: _app, DATABASE_OWNER_URL: _owner, ...rest } = inheritedEnv();
    made.#env = {
      ...rest,
      NODE_ENV: "production",
      AGENTGATE_DIR: made.dir,
      GATEWAY_PORT: String(made.gatewayPort),
      CONSOLE_PORT: String(await freePort()),
    };
    return made;
  }

  /** Runs `npm start -- --gateway-only` of this folder. */
  start(env: Record<string, string> = {}): Run {
    const run = new Run(spawn(process.execPath, START, { env: { ...this.#env, ...env }, stdio: "pipe" }));
    this.#runs.push(run);
    return run;
  }

  /** The pids this folder's processes have; 0 for one that is not there. */
  pids(): { supervisor: number; gateway: number; postgres: number } {
    const lock = JSON.parse(this.#read("supervisor.json") ?? "{}") as {
      pid?: number;
      children?: { pid: number }[];
    };
    const postgres = Number.parseInt(this.#read("postgres/postmaster.pid") ?? "0", 10);
    return { supervisor: lock.pid ?? 0, gateway: lock.children?.[0]?.pid ?? 0, postgres };
  }

  #read(file: string): string | undefined {
    try {
      return readFileSync(join(this.dir, file), "utf8");
    } catch {
      return undefined;
    }
  }

  async ready(): Promise<boolean> {
    return fetch(`${this.gatewayUrl}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
  }

  /** Ends whatever a failed test left, and deletes the folder. */
  async destroy(): Promise<void> {
    await Promise.all(this.#runs.map((run) => run.stop()));
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** One run of the supervisor and everything it printed. */
export class Run {
  output = "";
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
    this.exited = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Waits for the banner. @throws Error with all it printed when it ends instead. */
  async ready(): Promise<this> {
    const ended = this.exited.then((code) => {
      throw new Error(`It ended with ${code}:\n${this.output}`);
    });
    ended.catch(() => undefined);
    await Promise.race([ended, until(() => this.output.includes("AgentGate is ready"))]);
    return this;
  }

  /** Nobody reads any more what it prints. */
  loseTerminal(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  async stop(how: NodeJS.Signals = "SIGINT"): Promise<number | null> {
    signal(this.pid, how);
    return this.exited;
  }
}

/** Waits until a condition holds. @throws Error after `ms`. */
export async function until(condition: () => boolean | Promise<boolean>, ms = 180_000): Promise<void> {
  for (const deadline = Date.now() + ms; Date.now() < deadline; await delay(25)) {
    if (await condition()) return;
  }
  throw new Error(`Still not so after ${ms} ms: ${condition.toString()}`);
}

/** A process and all it started, however deep. */
export function withDescendants(pid: number): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const pairs = table.map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.flatMap(([child, above]) => (child && above === parent ? [child, ...below(child)] : []));
  return [pid, ...below(pid)];
}

export function lives(pid: number): boolean {
  return identityOf(pid) !== undefined;
}
