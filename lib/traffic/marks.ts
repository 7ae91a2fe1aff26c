import { floorTo, HOUR, MINUTE } from "./spans";

/** How far each count has come, Unix milliseconds. */
export type Marks = { counted: number; again: number; settled: number };

/**
 * A minute is counted three times, each time as a whole: soon, for the charts; when slow calls have ended; and when
 * nothing can come any more. A call may run for 10 minutes and be tried 6 times, and its outcome is waited for.
 */
const PASSES = [
  { mark: "counted", age: 30_000 },
  { mark: "again", age: 3 * MINUTE },
  { mark: "settled", age: 75 * MINUTE },
] as const satisfies readonly { mark: keyof Marks; age: number }[];

/** What one transaction counts at most; it begins with little, for a tenant that decides a thousand times a second. */
export const FIRST_CHUNK = 10 * MINUTE;
export const LARGEST_CHUNK = 2 * HOUR;

export type Stretch = { from: number; to: number; marks: Marks };

/** What is to be counted next, and where the marks stand afterwards; null where there is nothing yet. */
export function nextStretch(marks: Marks, now: number, chunk = LARGEST_CHUNK): Stretch | null {
  for (const [index, { mark, age }] of PASSES.entries()) {
    const from = marks[mark];
    const to = Math.min(floorTo(now - age, MINUTE), from + chunk);
    if (to <= from) continue;
    const next = { ...marks, [mark]: to };
    // What is old enough needs no second look, where nothing before it waits for one.
    for (const later of PASSES.slice(index + 1))
      if (next[later.mark] >= from && now - later.age >= to) next[later.mark] = to;
      else break;
    return { from, to, marks: next };
  }
  return null;
}
