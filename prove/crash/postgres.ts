import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import {
  restartEmbedded,
  startEmbedded,
  SUPERUSER,
  urlFor,
  type EmbeddedPostgres,
  type Passwords,
} from "../../lib/platform/postgres";
import { identityOf, signal } from "../../lib/platform/processes";
import { withDescendants } from "../../tests/supervised";

/** What a promise of durability rests on, as the server itself says it. */
const DURABLE = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  track_commit_timestamp: "on",
};

/** The embedded PostgreSQL of a folder, as the product starts it, that can be made to crash and recover. */
export class CrashPostgres {
  readonly #passwords: Passwords;
  #running: EmbeddedPostgres;

  private constructor(passwords: Passwords, running: EmbeddedPostgres) {
    this.#passwords = passwords;
    this.#running = running;
  }

  /** @throws Error where it would not keep what it commits */
  static async start(dir: string, passwords: Passwords): Promise<CrashPostgres> {
    const made = new CrashPostgres(passwords, await startEmbedded(dir, passwords));
    try {
      // So that it can be told when a row was committed, by the clock that effects are written down with.
      await made.#asSuperuser("alter system set track_commit_timestamp = on");
      await made.#running.stop();
      await made.restart();
      for (const [name, wanted] of Object.entries(DURABLE)) {
        const [row] = await made.#asSuperuser(`show ${name}`);
        if (row?.[name] !== wanted)
          throw new Error(`PostgreSQL has ${name} = ${row?.[name]}, not ${wanted}.`);
      }
      return made;
    } catch (error) {
      made.crashNow();
      throw error;
    }
  }

  get appUrl(): string {
    return this.#running.appUrl;
  }
  get ownerUrl(): string {
    return this.#running.ownerUrl;
  }
  get superUrl(): string {
    return urlFor(this.#running.port, SUPERUSER, this.#passwords.superuser, "agentgate");
  }

  async #asSuperuser(sql: string): Promise<Record<string, string>[]> {
    const client = new pg.Client({ connectionString: this.superUrl });
    await client.connect();
    try {
      return (await client.query<Record<string, string>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Kills the server and all its children at once, as when the power goes. Resolves when none is left. */
  async crash(): Promise<void> {
    const all = this.crashNow();
    await this.#running.exited;
    while (all.some((pid) => identityOf(pid) !== undefined)) await pause(5);
  }

  /** For a process that ends itself. @returns who was killed */
  crashNow(): number[] {
    const { pid } = this.#running;
    // Stopped first: it starts no further child while they are listed, and does not recover when it sees one die.
    signal(pid, "SIGSTOP");
    const all = withDescendants(pid);
    for (const it of all) signal(it, "SIGKILL");
    return all;
  }

  /** Recovers from its folder. */
  async restart(): Promise<void> {
    this.#running = await restartEmbedded(this.#running);
  }

  stop(): Promise<void> {
    return this.#running.stop();
  }
}
