/** Chance that a seed repeats. */
export type Random = {
  /** From 0 up to, without, 1. */
  next: () => number;
  /** An integer from `least` to `most`, both possible. */
  integer: (least: number, most: number) => number;
  pick: <T>(from: readonly T[]) => T;
  /** True with this probability. */
  chance: (probability: number) => boolean;
};

/** The generator Mulberry32 (Tommy Ettinger, 2017): 32 bits of state, good enough to choose victims. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    integer,
    pick: <T>(from: readonly T[]): T => {
      if (from.length === 0) throw new RangeError("There is nothing to pick from.");
      return from[integer(0, from.length - 1)] as T;
    },
    chance: (probability) => next() < probability,
  };
}
