import { percentile } from "../percentile";
import type { UpstreamPoint, UpstreamRow } from "../types";

/** One row of upstream_minutes. */
export type Minute = {
  minute: Date;
  calls: number;
  toolErrors: number;
  failures: number;
  refused: number;
  latency: readonly number[];
};

const MINUTE_MS = 60_000;
/** What a line of a list tells of. */
export const LIST_MINUTES = 60;

/** The first of so many minutes that end with the present one. */
export function firstMinute(count: number, now: Date): Date {
  return new Date((Math.floor(now.getTime() / MINUTE_MS) - count + 1) * MINUTE_MS);
}

/** The minutes that end with the present one, oldest first, those without calls too. */
export function toPoints(minutes: readonly Minute[], count: number, now: Date): UpstreamPoint[] {
  const known = new Map(minutes.map((minute) => [minute.minute.getTime(), minute]));
  const first = firstMinute(count, now).getTime();
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * MINUTE_MS;
    return toPoint(at, known.get(at));
  });
}

function toPoint(at: number, minute: Minute | undefined): UpstreamPoint {
  const { calls = 0, toolErrors = 0, failures = 0, refused = 0, latency = [] } = minute ?? {};
  return {
    minute: new Date(at).toISOString(),
    ...{ calls, toolErrors, failures, refused },
    p50Ms: percentile(latency, 0.5),
    p95Ms: percentile(latency, 0.95),
  };
}

/**
 * The last hour in a line of a list. Whatever did not end as its agent wanted counts as an error, refusals of our
 * own too. Without calls there are no points: five hundred upstreams would have thirty thousand empty ones.
 */
export function toTraffic(minutes: readonly Minute[], now: Date): UpstreamRow["traffic"] {
  const sum = (of: (minute: Minute) => number) => minutes.reduce((all, minute) => all + of(minute), 0);
  const calls = sum((minute) => minute.calls);
  if (calls === 0) return { calls, errorRate: null, p95Ms: null, points: [] };
  const errors = sum((minute) => minute.toolErrors + minute.failures + minute.refused);
  return {
    calls,
    errorRate: Math.min(1, errors / calls),
    p95Ms: percentile(added(minutes), 0.95),
    points: toPoints(minutes, LIST_MINUTES, now),
  };
}

function added(minutes: readonly Minute[]): number[] {
  const all: number[] = [];
  for (const { latency } of minutes)
    for (const [index, count] of latency.entries()) all[index] = (all[index] ?? 0) + count;
  return all;
}
