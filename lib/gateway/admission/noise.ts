/** Refused so often in a second, and not only now and then, a tenant asks for more than there is. */
const MANY_REFUSED = 20;
/** Of the calls that got in. Only for a first second: a refusal waits, so that a quick machine lets many more in than it refuses. */
const REFUSED_SHARE = 1 / 4;
const FIRST_TERM_MS = 1_000;
const LONGEST_TERM_MS = 30_000;
/** Whoever is found noisy again so soon after a term has stayed so. */
const SOON_MS = 2_000;

/**
 * Whether one tenant asks for more than there is. It counts as noisy for a term, then is let in like others, and found
 * noisy again if it still is, each time for twice as long: somebody who was refused while the disk halted is soon free,
 * and who never pauses is found out anew only now and then, because others wait meanwhile.
 */
export class Noise {
  #entered = 0;
  #refused = 0;
  #refusedBefore = false;
  #termMs = 0;
  #until = -Infinity;
  #noisy = false;

  get noisy(): boolean {
    return this.#noisy;
  }

  /** Its term was over a moment ago, and whether it has changed is what is being found out. */
  onTrial(now: number): boolean {
    return !this.#noisy && now - this.#until < SOON_MS;
  }

  entered(): void {
    this.#entered++;
  }

  /** It met a full gate, as anybody would have. @returns whether it has become noisy by that */
  refused(now: number): boolean {
    this.#refused++;
    if (this.#noisy || this.#refused < MANY_REFUSED) return false;
    const again = this.onTrial(now);
    if (!again && !this.#refusedBefore && this.#refused < REFUSED_SHARE * this.#entered) return false;
    this.#termMs = again ? Math.min(LONGEST_TERM_MS, 2 * this.#termMs) : FIRST_TERM_MS;
    this.#until = now + this.#termMs;
    return (this.#noisy = true);
  }

  /** Each second. @returns whether it is noisy no more */
  round(now: number): boolean {
    this.#refusedBefore = !this.#noisy && this.#refused >= MANY_REFUSED;
    this.#entered = this.#refused = 0;
    if (!this.#noisy || now < this.#until) return false;
    this.#noisy = false;
    return true;
  }
}
