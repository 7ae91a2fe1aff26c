import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from "cockatiel";
import { turnedDown, UpstreamError } from "./errors";
import { Limiter } from "./limiter";
import type { Limits } from "./limits";
import type { BreakerState } from "./types";

/** An answer, an error that the upstream answered among them, or nothing that can be used. */
type Ran<T> = { value: T } | { answered: UpstreamError };

/** The places of one upstream in this process, and the breaker that leaves it alone while it keeps failing. */
export class Guard {
  readonly #limiter: Limiter;
  readonly #openMs: number;
  readonly #breaker;
  #openedAt = 0;

  constructor({ concurrency, queue, breakerFailures, breakerSeconds }: Limits) {
    this.#limiter = new Limiter(concurrency, queue);
    this.#openMs = breakerSeconds * 1_000;
    this.#breaker = circuitBreaker(
      handleWhen((error) => this.#counts(error)),
      { halfOpenAfter: this.#openMs, breaker: new ConsecutiveBreaker(breakerFailures) },
    );
    this.#breaker.onBreak(() => (this.#openedAt = Date.now()));
  }

  get state(): BreakerState {
    if (this.#breaker.state === CircuitState.HalfOpen) return "half_open";
    if (this.#breaker.state !== CircuitState.Open) return "closed";
    return this.#closedForMs() > 0 ? "open" : "half_open";
  }

  /**
   * Waits for a place and runs one call.
   * @throws UpstreamError UPSTREAM_UNAVAILABLE, effect none, where the breaker is open or too many wait;
   * the signal's reason when it aborts in the queue; and whatever `run` throws.
   */
  async run<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
    this.#refuseWhileOpen();
    const release = await this.#limiter.acquire(signal).catch((error: unknown) => {
      throw noPlace(error);
    });
    try {
      // It may have opened while this call waited.
      this.#refuseWhileOpen();
      const ran = await this.#breaker.execute(() => answerOf(run));
      if ("answered" in ran) throw ran.answered;
      return ran.value;
    } finally {
      release();
    }
  }

  #refuseWhileOpen(): void {
    const ms = this.#closedForMs();
    if (ms > 0) {
      const seconds = Math.ceil(ms / 1_000);
      throw turnedDown(`The circuit breaker is open; the upstream is tried again in ${seconds} s.`);
    }
    // One call finds out whether the upstream is well again; the others need not wait for it.
    if (this.#breaker.state === CircuitState.HalfOpen) {
      throw turnedDown("The circuit breaker is open; one call is finding out whether the upstream is back.");
    }
  }

  #closedForMs(): number {
    if (this.#breaker.state !== CircuitState.Open) return 0;
    return Math.max(0, this.#openedAt + this.#openMs - Date.now());
  }

  /** While half open, what tells nothing of the upstream closes nothing either. */
  #counts(error: Error): boolean {
    if (!(error instanceof UpstreamError)) return false;
    if (error.ours) return this.#breaker.state === CircuitState.HalfOpen;
    return error.code !== "UPSTREAM_RESPONSE_TOO_LARGE";
  }
}

/** Whose time ends in the queue was never sent: that says nothing of the upstream. */
function noPlace(error: unknown): unknown {
  if (!(error instanceof UpstreamError) || error.code !== "UPSTREAM_TIMEOUT") return error;
  const message = "The upstream had no place free in time.";
  return new UpstreamError("UPSTREAM_TIMEOUT", "none", message, { cause: error, ours: true });
}

/** An error that the upstream answered is an answer: it is alive. */
async function answerOf<T>(run: () => Promise<T>): Promise<Ran<T>> {
  try {
    return { value: await run() };
  } catch (error) {
    if (error instanceof UpstreamError && error.answered) return { answered: error };
    throw error;
  }
}
