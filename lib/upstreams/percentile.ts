import { LATENCY_BUCKETS_MS } from "./types";

/** The bucket that a call of so many milliseconds belongs to; one behind the last bound is the open one. */
export function bucketOf(ms: number): number {
  const index = LATENCY_BUCKETS_MS.findIndex((bound) => ms <= bound);
  return index === -1 ? LATENCY_BUCKETS_MS.length : index;
}

/**
 * The upper bound of the bucket in which the share `q` (0 to 1) of all calls is reached, in milliseconds; null where
 * there were none. Calls of the open bucket count with the last bound: they took at least that long.
 */
export function percentile(latency: readonly number[], q: number): number | null {
  const all = latency.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  const last = LATENCY_BUCKETS_MS.length - 1;
  // The smallest rank is 1: the fastest call, for a share of nothing too.
  let left = Math.max(1, Math.ceil(all * q));
  for (const [index, count] of latency.entries()) {
    left -= count;
    if (left <= 0) return LATENCY_BUCKETS_MS[Math.min(index, last)] ?? null;
  }
  return LATENCY_BUCKETS_MS[last] ?? null;
}
