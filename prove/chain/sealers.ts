import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { inheritedEnv } from "../../lib/platform/env/process";
import { ROOT } from "../../scripts/supervisor/build";
import { within } from "../within";

const START_S = 120;

/** Processes that seal, of which one after another is killed and replaced. */
export class Sealers {
  readonly #tenants: readonly string[];
  #running: ChildProcess[] = [];

  constructor(tenants: readonly string[]) {
    this.#tenants = tenants;
  }

  /** @returns when it has begun */
  async add(): Promise<void> {
    const args = ["--import", "tsx", join(import.meta.dirname, "sealer.ts"), ...this.#tenants];
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: inheritedEnv(),
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#running.push(child);
    const said = Promise.race([
      once(child.stdout, "data").then(() => true),
      once(child, "exit").then(() => false),
    ]);
    const begun = await within("A sealer's start", START_S, said);
    if (!begun) throw new Error("A sealer ended before it had begun.");
  }

  /** Kills the oldest with SIGKILL. */
  async kill(): Promise<void> {
    const victim = this.#running.shift();
    if (victim) await ended(victim);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.splice(0).map(ended));
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}
