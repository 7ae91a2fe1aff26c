const FIRST_MS = 250;
const LONGEST_MS = 30_000;
/** A session that lived this long was a good one. */
const GOOD_MS = 10_000;

/** How long to leave a failing server alone: nothing after one failure, then twice as long each time. */
export class Backoff {
  #failures = 0;
  #connectedAt = 0;
  #notBefore = 0;

  remainingMs(): number {
    return Math.max(0, Math.ceil(this.#notBefore - performance.now()));
  }

  connected(): void {
    this.#connectedAt = performance.now();
  }

  /** It answers: what was before counts no more. */
  well(): void {
    this.#failures = 0;
    this.#notBefore = 0;
  }

  /** A session ended. */
  lost(): void {
    if (performance.now() - this.#connectedAt >= GOOD_MS) this.#failures = 0;
    this.failed();
  }

  /** No session came to be, or a young one ended. */
  failed(): void {
    this.#failures += 1;
    const pause = this.#failures < 2 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (this.#failures - 2));
    this.#notBefore = performance.now() + pause;
  }
}
