/** The invariants of the specification, and I10, as the promises name them. */
export type Invariant = "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "I7" | "I8" | "I9" | "I10";

/** Whether a promise is of this invariant: it says so at its end. */
export function isOf(promise: string, invariant: Invariant): boolean {
  return promise.endsWith(`(${invariant})`);
}

/** What the crash harness is asked for. */
export type CrashJob = {
  seed: number;
  cycles: number;
  /** The gateway's and worker's program; without, it is bundled from the sources. */
  bundle?: string;
  /** After the migrations and before anything runs, with a superuser's connection. */
  prepareDatabase?: (superUrl: string) => Promise<void>;
  /** Without it no console runs and no call goes through it: quicker, and needs no build. True by default. */
  console?: boolean;
  /** Planned calls of each cycle. */
  calls?: number;
  log: (line: string) => void;
  /** Where evidence of a violation is kept. */
  folder: string;
  /** Ends after the first cycle that broke a promise of this invariant. */
  until?: Invariant;
};
