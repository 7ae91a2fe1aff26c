const MINUTE = 60_000;
const WINDOW = 10 * MINUTE;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Fewer calls than this in ten minutes are no rush, whatever came before. */
const RUSH = 10;
const MUCH_MORE = 3;
/** So many calls on so many days say something about the hours that an agent keeps. */
const HABIT_CALLS = 20;
const HABIT_DAYS = 5;
const NEAR = 2 * HOUR;

/** Many more calls of this tool in ten minutes than ever before. Times are Unix milliseconds. */
export function unusualRate(at: number, before: readonly number[]): string[] {
  const recent = before.filter((time) => time > at - WINDOW && time <= at).length + 1;
  const older = before.filter((time) => time <= at - WINDOW).toSorted((a, b) => a - b);
  if (recent < RUSH || older.length === 0) return [];
  const most = mostWithin(older, WINDOW);
  if (recent < most * MUCH_MORE) return [];
  return [
    `${recent} calls of this tool by this agent in the last 10 minutes; of those before, never more than ${most} in 10 minutes.`,
  ];
}

/** The largest number of times in any stretch of `length` milliseconds; `times` in order. */
export function mostWithin(times: readonly number[], length: number): number {
  let most = 0;
  let from = 0;
  for (const [index, time] of times.entries()) {
    while ((times[from] ?? time) <= time - length) from++;
    most = Math.max(most, index - from + 1);
  }
  return most;
}

/** A time of day at which this agent never calls this tool. */
export function unusualHour(at: number, before: readonly number[]): string[] {
  const days = new Set(before.map((time) => Math.floor(time / DAY)));
  if (before.length < HABIT_CALLS || days.size < HABIT_DAYS) return [];
  if (before.some((time) => apart(time, at) <= NEAR)) return [];
  const clock = new Date(at).toISOString().slice(11, 16);
  return [
    `It was asked at ${clock} UTC; none of this agent's last ${before.length} calls of this tool came within two hours of that.`,
  ];
}

/** How far two times of day are apart, the short way around midnight. */
function apart(a: number, b: number): number {
  const difference = Math.abs((a % DAY) - (b % DAY));
  return Math.min(difference, DAY - difference);
}
