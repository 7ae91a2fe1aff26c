import { setTimeout as pause } from "node:timers/promises";

/** `again`: it was asked for while it ran or rested. */
type Turn = { again: boolean };

/**
 * Does what is asked for, by key: at once where nothing of the key runs, and else once more when that is over, however
 * often it was asked for meanwhile. Between two runs of a key lie at least `restMs`. What fails ends nothing but itself.
 */
export class Coalesced<T> {
  readonly #work: (asked: T) => Promise<void>;
  readonly #restMs: number;
  readonly #turns = new Map<string, Turn>();
  readonly #stopped = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(work: (asked: T) => Promise<void>, restMs: number) {
    this.#work = work;
    this.#restMs = restMs;
  }

  ask(key: string, asked: T): void {
    const turn = this.#turns.get(key);
    if (turn) {
      turn.again = true;
      return;
    }
    if (this.#stopped.signal.aborted) return;
    const running = this.#run(key, asked);
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
  }

  /** Begins nothing more. @returns when nothing runs any more */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#running);
  }

  async #run(key: string, asked: T): Promise<void> {
    const { signal } = this.#stopped;
    const turn: Turn = { again: true };
    this.#turns.set(key, turn);
    while (turn.again && !signal.aborted) {
      turn.again = false;
      await this.#work(asked).catch(() => undefined);
      await pause(this.#restMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
    this.#turns.delete(key);
  }
}
