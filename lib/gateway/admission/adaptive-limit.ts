export type LimitOptions = {
  /** Never more than this. */
  most: number;
  /** Never fewer: a slow machine must not refuse what nobody would call a load. */
  least: number;
  /** How long a call may be in work on average. */
  targetMs: number;
};

/** Who was in work with a call. */
export type Company = {
  /** How many, it included, when it came. */
  beside: number;
  /** Nobody, from when it came until it left. */
  alone: boolean;
};

/** Long enough for some calls, short enough that what was let in meanwhile is soon done. */
const INTERVAL_MS = 100;
/** A disk that halts for a moment makes calls slow until they have caught up with it; a queue all that follow. */
const SLOW_IN_A_ROW = 6;
const SHRINK = 0.8;
const GROW = 8;
/** A disk that takes long for one call may take this many times as long for many at once, before that is a queue. */
const ALONE_FACTOR = 3;
/** However slow the disk. */
const TARGET_FACTOR = 10;
const ALONE_WEIGHT = 0.1;
/** A process's first calls take long for what is compiled and connected in them. */
const COLD_CALLS = 20;

/**
 * How many calls may be in work at once. Found by how long they take, because only that says what the machine and
 * its database can do now: fewer while they go on taking too long, slowly more while they don't.
 */
export class AdaptiveLimit {
  #current: number;
  #began: number;
  #count = 0;
  #totalMs = 0;
  #peak = 0;
  #slow = 0;
  /** What a call takes that has nobody beside it; null until that is known. */
  #aloneMs: number | null = null;
  #alone = 0;

  constructor(
    private readonly options: LimitOptions,
    now: number,
  ) {
    this.#current = options.most;
    this.#began = now;
  }

  get current(): number {
    return this.#current;
  }

  finished(ms: number, { beside, alone }: Company, now: number): void {
    if (alone) this.#learn(ms);
    this.#count++;
    this.#totalMs += ms;
    this.#peak = Math.max(this.#peak, beside);
    if (now - this.#began < INTERVAL_MS) return;
    this.#adjust(this.#totalMs / this.#count);
    this.#began = now;
    this.#count = this.#totalMs = this.#peak = 0;
  }

  #learn(ms: number): void {
    if (++this.#alone <= COLD_CALLS) return;
    const known = this.#aloneMs ?? ms;
    this.#aloneMs = ms < known ? ms : known + ALONE_WEIGHT * (ms - known);
  }

  #adjust(meanMs: number): void {
    const { most, least } = this.options;
    if (meanMs <= this.#budgetMs()) {
      this.#slow = 0;
      this.#current = Math.min(most, this.#current + GROW);
      return;
    }
    if (++this.#slow < SLOW_IN_A_ROW) return;
    // From what was really in work: a bound that nobody came near says nothing.
    const used = Math.min(this.#current, this.#peak);
    this.#current = Math.max(Math.min(least, most), Math.floor(used * SHRINK));
  }

  #budgetMs(): number {
    const { targetMs } = this.options;
    const alone = ALONE_FACTOR * (this.#aloneMs ?? 0);
    return Math.min(TARGET_FACTOR * targetMs, Math.max(targetMs, alone));
  }
}
