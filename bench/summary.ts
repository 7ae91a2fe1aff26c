/** What many measurements come to. Zeros where there is none. */
export type Spread = {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
};

/** Latencies in milliseconds. */
export type Summary = Spread & { perSecond: number };

/** Percentiles are values that were measured, the larger of two: p50 of two is the second. */
export function spreadOf(values: Iterable<number>): Spread {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

export function summaryOf(ms: Iterable<number>, seconds: number): Summary {
  const spread = spreadOf(ms);
  return { ...spread, perSecond: spread.count / seconds };
}
