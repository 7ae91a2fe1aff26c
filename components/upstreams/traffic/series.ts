import type { UpstreamPoint } from "@/lib/upstreams/types";

/** Some minutes taken together. Percentiles cannot be added up: these are those of the slowest minute. */
export type Bin = {
  /** Unix milliseconds of its beginning. */
  at: number;
  answered: number;
  errors: number;
  p50: number | null;
  p95: number | null;
};

const MINUTE = 60_000;

/** Calls that did not do what was asked: the tool's own errors, no usable answer, never sent. */
export function errorsOf({ toolErrors, failures, refused }: UpstreamPoint): number {
  return toolErrors + failures + refused;
}

/**
 * The last so many minutes until `now`, as bins of `perBin` minutes without gaps: a minute without calls is a
 * minute with none.
 */
export function series(
  points: readonly UpstreamPoint[],
  { now, minutes, perBin }: { now: number; minutes: number; perBin: number },
): Bin[] {
  const size = perBin * MINUTE;
  const count = Math.ceil(minutes / perBin);
  // Counted from the running minute and not from a round time: a chart and the number beside it mean the same hour.
  const first = (Math.floor(now / MINUTE) + 1) * MINUTE - count * size;
  const bins: Bin[] = Array.from({ length: count }, (_, index) => ({
    at: first + index * size,
    answered: 0,
    errors: 0,
    p50: null,
    p95: null,
  }));
  for (const point of points) {
    const bin = bins[Math.floor((Date.parse(point.minute) - first) / size)];
    if (!bin) continue;
    const errors = Math.min(point.calls, errorsOf(point));
    bin.errors += errors;
    bin.answered += point.calls - errors;
    bin.p50 = larger(bin.p50, point.p50Ms);
    bin.p95 = larger(bin.p95, point.p95Ms);
  }
  return bins;
}

function larger(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

/** What a small chart needs of a bin: answered, errors. Hundreds of charts go to the browser in one page. */
export type Bar = readonly [answered: number, errors: number];

/** The last hour in bars of three minutes. */
export function barsOf(points: readonly UpstreamPoint[], now: number): Bar[] {
  return series(points, { now, minutes: 60, perBin: 3 }).map(({ answered, errors }) => [answered, errors]);
}

export type Totals = { calls: number; errors: number };

export function totals(bins: readonly Bin[]): Totals {
  const errors = bins.reduce((sum, bin) => sum + bin.errors, 0);
  return { errors, calls: errors + bins.reduce((sum, bin) => sum + bin.answered, 0) };
}

/** "3.2 %", "0 %", "under 0.1 %"; never 0 where there was an error. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "—";
  if (part === 0) return "0 %";
  const value = (part / whole) * 100;
  if (value < 0.1) return "under 0.1 %";
  return `${value >= 10 ? Math.round(value) : value.toFixed(1)} %`;
}

/** "12 calls, 3 of them with errors" */
export function trafficSentence({ calls, errors }: Totals): string {
  if (calls === 0) return "No calls.";
  const counted = `${calls.toLocaleString("en")} ${calls === 1 ? "call" : "calls"}`;
  if (errors === 0) return `${counted}, none with an error.`;
  return `${counted}, ${errors.toLocaleString("en")} with an error (${percent(errors, calls)}).`;
}
