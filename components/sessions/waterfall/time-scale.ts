/** A stretch of time on its part of the width. `x` runs from 0 to 1. */
export type Stretch = { from: number; to: number; x0: number; x1: number; folded: boolean };
export type TimeScale = {
  stretches: readonly Stretch[];
  folds: readonly Stretch[];
  from: number;
  to: number;
};

export type Interval = { from: number; to: number };

/** A quiet time longer than so many times the usual stretch is folded … */
const TIMES_USUAL = 10;
/** … but not one that nobody would miss, … */
const LEAST_MS = 1_000;
/** … and not so many that the breaks are all there is to see. */
const MOST_FOLDS = 40;
/** Of the width: of one break, and of all of them. */
const FOLD_WIDTH = 0.03;
const ALL_FOLDS_WIDTH = 0.4;

/**
 * Lays time out over the width from 0 to 1, evenly but for the folds: quiet times more than ten times as long as the
 * median stretch get a fixed narrow width each. Without `fold` everything is to scale. Pure.
 */
export function timeScale(busy: readonly Interval[], fold: boolean): TimeScale {
  const merged = mergeIntervals(busy);
  const [first, last] = [merged[0], merged.at(-1)];
  if (!first || !last) return { stretches: [], folds: [], from: 0, to: 0 };
  const folds = fold ? foldable(merged) : [];
  const [from, to] = [first.from, last.to];
  const foldedMs = folds.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  const plainMs = to - from - foldedMs;
  const foldWidth = folds.length === 0 ? 0 : Math.min(FOLD_WIDTH, ALL_FOLDS_WIDTH / folds.length);
  const perMs = plainMs > 0 ? (1 - foldWidth * folds.length) / plainMs : 0;
  const stretches: Stretch[] = [];
  let [at, x] = [from, 0];
  const add = (until: number, width: number, folded: boolean) => {
    stretches.push({ from: at, to: until, x0: x, x1: x + width, folded });
    [at, x] = [until, x + width];
  };
  for (const gap of folds) {
    if (gap.from > at) add(gap.from, (gap.from - at) * perMs, false);
    add(gap.to, foldWidth, true);
  }
  if (to > at || stretches.length === 0) add(to, (to - at) * perMs, false);
  return { stretches, folds: stretches.filter(({ folded }) => folded), from, to };
}

/** Busy times that overlap or touch as one, in order. */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const next of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && next.from <= last.to) last.to = Math.max(last.to, next.to);
    else merged.push({ from: next.from, to: Math.max(next.from, next.to) });
  }
  return merged;
}

function foldable(merged: readonly Interval[]): Interval[] {
  const gaps: Interval[] = [];
  const lengths: number[] = [];
  merged.forEach((interval, n) => {
    const before = merged[n - 1];
    if (before) {
      gaps.push({ from: before.to, to: interval.from });
      lengths.push(interval.from - before.to);
    }
    lengths.push(interval.to - interval.from);
  });
  lengths.sort((a, b) => a - b);
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
  const least = Math.max(LEAST_MS, TIMES_USUAL * median);
  const long = gaps.filter(({ from, to }) => to - from > least);
  if (long.length <= MOST_FOLDS) return long;
  const longest = long.toSorted((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MOST_FOLDS);
  return longest.sort((a, b) => a.from - b.from);
}

/** Where a moment lies, from 0 to 1. */
export function toX(scale: TimeScale, time: number): number {
  const stretch = find(scale.stretches, (candidate) => time <= candidate.to);
  if (!stretch) return time <= scale.from ? 0 : 1;
  const length = stretch.to - stretch.from;
  const part = length === 0 ? 0 : Math.min(1, Math.max(0, (time - stretch.from) / length));
  return stretch.x0 + part * (stretch.x1 - stretch.x0);
}

/** Which moment lies at a place. */
export function toTime(scale: TimeScale, x: number): number {
  const stretch = find(scale.stretches, (candidate) => x <= candidate.x1) ?? scale.stretches.at(-1);
  if (!stretch) return scale.from;
  const width = stretch.x1 - stretch.x0;
  const part = width === 0 ? 0 : Math.min(1, Math.max(0, (x - stretch.x0) / width));
  return stretch.from + part * (stretch.to - stretch.from);
}

/** The first that fits, by halves: `fits` is false up to a place and true from there on. */
function find<T>(items: readonly T[], fits: (item: T) => boolean): T | undefined {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && fits(item)) high = middle;
    else low = middle + 1;
  }
  return items[low];
}

/** The part of the scale that is in sight. */
export type Sight = { x0: number; x1: number };
export const ALL: Sight = { x0: 0, x1: 1 };
const CLOSEST = 0.002;

/** In or out around a place, never beyond the ends. `factor` below 1 goes in. */
export function zoom(sight: Sight, factor: number, around = (sight.x0 + sight.x1) / 2): Sight {
  const width = Math.min(1, Math.max(CLOSEST, (sight.x1 - sight.x0) * factor));
  return pan({ x0: around - width / 2, x1: around + width / 2 }, 0);
}

/** Sideways by a part of what is in sight, never beyond the ends. */
export function pan({ x0, x1 }: Sight, parts: number): Sight {
  const width = Math.min(1, x1 - x0);
  const start = Math.min(1 - width, Math.max(0, x0 + parts * width));
  return { x0: start, x1: start + width };
}
