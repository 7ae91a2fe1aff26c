import { LATENCY_BOUNDS_MS } from "./schemas";
import type { Percentiles } from "./types";

/** Upper bounds of p50, p95 and p99 of a histogram; what lies in its open bucket took at least the last bound. */
export function percentiles(histogram: readonly number[]): Percentiles {
  return { p50: at(histogram, 0.5), p95: at(histogram, 0.95), p99: at(histogram, 0.99) };
}

function at(histogram: readonly number[], share: number): number | null {
  const all = histogram.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  const last = LATENCY_BOUNDS_MS.length - 1;
  let left = Math.ceil(all * share);
  const bucket = histogram.findIndex((count) => (left -= count) <= 0);
  return LATENCY_BOUNDS_MS[Math.min(bucket, last)] ?? null;
}
