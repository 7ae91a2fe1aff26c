/** `pr` is what every change runs, in minutes; `nightly` takes hours and finds what is rare. */
export const SCALES = ["pr", "nightly"] as const;
export type Scale = (typeof SCALES)[number];

/** What a suite is given. The same seed makes the same choices; what the machine's timing adds is not the seed's. */
export type Job = {
  scale: Scale;
  /** 32 bits, not negative. */
  seed: number;
  /** A folder of this run, for what helps to understand a violation. It stays. */
  folder: string;
  log: (line: string) => void;
};

/** A promise, how often it was tried, and each time it was broken. */
export type Check = {
  /** One sentence that can be false: "No effect without an earlier committed decision". */
  promise: string;
  /** Its number in the list of tests, where it has one: "T42". */
  test?: string;
  trials: number;
  /** One line each, with what is needed to find it again. */
  violations: readonly string[];
};

/** Something measured; with a limit, it is a promise too. */
export type Figure = {
  name: string;
  value: number;
  /** "ms", "MB", "calls/s", … */
  unit: string;
  limit?: { most: number } | { least: number };
};

export type Result = { checks: readonly Check[]; figures: readonly Figure[] };

export type Suite = {
  /** As `--suite` takes it. */
  name: string;
  /** What it proves, in one line. */
  title: string;
  /** Left out of a run of all suites at this scale, with the reason. */
  skip?: Partial<Record<Scale, string>>;
  /** @throws where it could not be carried out, which the report shows as a failure of its own */
  run: (job: Job) => Promise<Result>;
};

export function withinLimit({ value, limit }: Figure): boolean {
  if (!limit) return true;
  // JSON has null for what is no number, which would be less than any limit.
  return Number.isFinite(value) && ("most" in limit ? value <= limit.most : value >= limit.least);
}

/** Measured and told, and no promise. */
export function withoutLimit({ limit: _, ...figure }: Figure): Figure {
  return figure;
}

/** Whether all promises were tried, and none was broken. A promise that nothing tried proves nothing. */
export function held({ checks, figures }: Result): boolean {
  return (
    checks.length + figures.length > 0 &&
    checks.every(({ trials, violations }) => trials > 0 && violations.length === 0) &&
    figures.every(withinLimit)
  );
}

/** Counts the trials of one promise while they happen. */
export class Tally {
  readonly #check: Omit<Check, "trials" | "violations">;
  readonly #violations: string[] = [];
  #trials = 0;

  constructor(promise: string, test?: string) {
    this.#check = { promise, ...(test === undefined ? {} : { test }) };
  }

  /** @param violation what broke it, in one line; without, it held */
  add(violation?: string | false | null): void {
    this.#trials++;
    if (violation) this.#violations.push(violation);
  }

  get check(): Check {
    return { ...this.#check, trials: this.#trials, violations: [...this.#violations] };
  }
}
