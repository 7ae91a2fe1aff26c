import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketOf, percentile } from "./percentile";
import { LATENCY_BUCKETS_MS } from "./types";

const latencyOf = (times: readonly number[]) => {
  const latency = Array.from({ length: LATENCY_BUCKETS_MS.length + 1 }, () => 0);
  for (const ms of times) latency[bucketOf(ms)]! += 1; // safe: bucketOf stays within
  return latency;
};

test.each([
  [[], 0.5, null],
  [[3], 0.5, 5],
  [[5], 0.95, 5],
  [[6], 0.95, 10],
  [[1, 1, 1, 900], 0.5, 5],
  [[1, 1, 1, 900], 0.95, 1_000],
  [[120_000], 0.95, 30_000],
])("of %j the share %d is reached by %s ms", (times, q, expected) => {
  expect(percentile(latencyOf(times), q)).toBe(expected);
});

test("is the bound of the bucket that holds the exact percentile, whatever was measured", () => {
  const times = fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(times, fc.constantFrom(0.5, 0.9, 0.95, 0.99, 1), (all, q) => {
      const exact = all.toSorted((a, b) => a - b)[Math.ceil(all.length * q) - 1]!; // safe: 1 to length
      expect(percentile(latencyOf(all), q)).toBe(LATENCY_BUCKETS_MS[bucketOf(exact)] ?? 30_000);
    }),
  );
});
