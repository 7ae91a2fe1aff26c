import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { env } from "../../lib/platform/env";
import { loadSecrets, type Secrets } from "../../lib/platform/secrets";
import { banner, signInLines, type SignIn } from "./banner";
import { buildConsole, buildGateway, ROOT } from "./build";
import { openDatabase, type Database } from "./database";
import type { Lock } from "./lock";
import { buildEnv, completeEnv, type Options } from "./options";
import { complain, logFile, say } from "./output";
import type { Part } from "./part";
import { consolePart, gatewayPart } from "./parts";
import { requireFreePorts } from "./ports";

/** Everything the product runs of, in one folder: brought up, kept up and taken down together. */
export class Supervisor {
  readonly #options: Options;
  readonly #lock: Lock;
  #database: Promise<Database> | undefined;
  #parts: Part[] = [];
  #stopped: Promise<void> | undefined;
  readonly #ending = new AbortController();

  constructor(options: Options, lock: Lock) {
    this.#options = options;
    this.#lock = lock;
  }

  /** True from the first request to stop on. */
  get stopping(): boolean {
    return this.#ending.signal.aborted;
  }

  /** @throws Error with a sentence for the person at the terminal; call `stop` then. */
  async start(): Promise<void> {
    const began = Date.now();
    const options = this.#options;
    await requireFreePorts(options);
    this.#lock.update({ addresses: addresses(options) });
    const secrets = await loadSecrets(options.dir);
    generateClient();
    this.#database = openDatabase({
      dir: options.dir,
      passwords: secrets.passwords,
      appUrl: env().DATABASE_URL,
      ownerUrl: env().DATABASE_OWNER_URL,
    });
    const [database] = await Promise.all([this.#database, options.dev ? undefined : this.#build()]);
    if (this.stopping) return;
    await this.#serve(database, secrets, began);
  }

  async #build(): Promise<void> {
    await buildGateway();
    if (!this.#options.console) return;
    await buildConsole({
      env: buildEnv(this.#options),
      log: logFile(this.#options.dir, "build"),
      signal: this.#ending.signal,
      started: (pid) => this.#lock.remember(pid),
    });
  }

  async #serve(database: Database, secrets: Secrets, began: number): Promise<void> {
    const options = this.#options;
    const partEnv = completeEnv(options, {
      ...secrets,
      appUrl: database.appUrl,
      ownerUrl: database.ownerUrl,
    });
    const signIn = await runSeed();
    try {
      if (this.stopping) return;
      const parts = [gatewayPart(options, partEnv, this.#lock)];
      if (options.console) parts.push(consolePart(options, partEnv, this.#lock));
      this.#parts = parts;
      await Promise.all(parts.map((part) => part.start()));
      if (!this.stopping) say(banner(options, (Date.now() - began) / 1000));
    } finally {
      // Also when something failed: nobody can ask for this password a second time.
      if (signIn) say(signInLines(signIn));
    }
  }

  /** Takes everything down: the parts first, then the database they use. Within 10 s; `atOnce` asks nobody. */
  async stop(atOnce = false): Promise<void> {
    this.#ending.abort();
    if (atOnce) await Promise.all(this.#parts.map((part) => part.stop(true)));
    return (this.#stopped ??= this.#takeDown());
  }

  async #takeDown(): Promise<void> {
    this.#lock.update({ stopping: true });
    await Promise.all(this.#parts.map((part) => part.stop()));
    const database = await this.#database?.catch(() => undefined);
    await database?.stop();
    this.#lock.release();
  }
}

function addresses(options: Options): string[] {
  const gateway = `gateway ${options.gatewayUrl}`;
  return options.console ? [`console ${options.consoleUrl}`, gateway] : [gateway];
}

/** The database client fits prisma/schema even where that changed after the last `npm ci`. */
function generateClient(): void {
  const { status } = spawnSync(process.execPath, [join(ROOT, "scripts/generate.mjs"), "--if-changed"], {
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("The database client could not be generated.");
}

async function runSeed(): Promise<SignIn | undefined> {
  // Loaded late: they read the environment that was only just completed.
  const { seed } = await import("../../prisma/seed");
  const { closeDatabase } = await import("../../lib/platform/db");
  try {
    return (await seed()).firstAdmin;
  } catch (error) {
    complain("The demo data could not be set up.");
    throw error;
  } finally {
    await closeDatabase();
  }
}
