import { turnedDown } from "./errors";

type Waiting = { go: () => void };

/** At most `running` at once, at most `waiting` behind them; whoever comes then is refused at once. */
export class Limiter {
  readonly #running: number;
  readonly #waiting: number;
  readonly #queue = new Set<Waiting>();
  #busy = 0;

  constructor(running: number, waiting: number) {
    this.#running = running;
    this.#waiting = waiting;
  }

  /**
   * Resolves to the function that gives the place back.
   * @throws UpstreamError UPSTREAM_UNAVAILABLE when too many wait; the signal's reason when it aborts.
   */
  async acquire(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#busy >= this.#running) await this.#wait(signal);
    else this.#busy += 1;
    let held = true;
    return () => {
      if (held) this.#release();
      held = false;
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    if (this.#queue.size >= this.#waiting) {
      throw turnedDown("Too many calls wait for this upstream.");
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#queue.delete(me);
        reject(signal.reason as Error); // safe because our signals abort with an UpstreamError
      };
      const me: Waiting = {
        go: () => {
          signal.removeEventListener("abort", leave);
          resolve();
        },
      };
      this.#queue.add(me);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  /** A place that is given back goes to the first in the queue. */
  #release(): void {
    for (const next of this.#queue) {
      this.#queue.delete(next);
      return next.go();
    }
    this.#busy -= 1;
  }
}
