import fc from "fast-check";
import { expect, test } from "vitest";
import { LATENCY_BUCKETS_MS } from "../types";
import { toPoints, toTraffic, type Minute } from "./traffic";

const NOW = new Date("2026-11-21T12:00:30Z");
const minutesAgo = (count: number) => new Date(Date.parse("2026-11-21T12:00:00Z") - count * 60_000);

/** `latency` by bucket. */
function minute(ago: number, counts: Partial<Minute>, latency: Record<number, number> = {}): Minute {
  const buckets = Array.from({ length: LATENCY_BUCKETS_MS.length + 1 }, (_, at) => latency[at] ?? 0);
  return {
    ...{ minute: minutesAgo(ago), calls: 0, toolErrors: 0, failures: 0, refused: 0, latency: buckets },
    ...counts,
  };
}

test("there is a point for every minute, the present one last, with percentiles where there were calls", () => {
  const points = toPoints([minute(1, { calls: 20 }, { 1: 18, 5: 2 })], 3, NOW);
  expect(points.map(({ minute: at, calls }) => [at, calls])).toEqual([
    ["2026-11-21T11:58:00.000Z", 0],
    ["2026-11-21T11:59:00.000Z", 20],
    ["2026-11-21T12:00:00.000Z", 0],
  ]);
  expect(points[1]).toMatchObject({ p50Ms: 10, p95Ms: 250 });
  expect(points[0]).toMatchObject({ p50Ms: null, p95Ms: null });
});

test("the last hour counts every call that did not end as its agent wanted", () => {
  const traffic = toTraffic(
    [
      minute(50, { calls: 6, toolErrors: 1, failures: 1 }, { 0: 6 }),
      minute(2, { calls: 4, refused: 2 }, { 12: 2 }),
    ],
    NOW,
  );
  expect(traffic).toMatchObject({ calls: 10, errorRate: 0.4, p95Ms: 30_000 });
  expect(traffic.points).toHaveLength(60);
});

test("without calls there is no rate, no percentile and no point", () => {
  expect(toTraffic([], NOW)).toEqual({ calls: 0, errorRate: null, p95Ms: null, points: [] });
});

test("no call is lost or counted twice, whatever minutes there are", () => {
  const some = fc.uniqueArray(fc.nat(59), { maxLength: 60 });
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 9 }), (agos, calls) => {
      const points = toPoints(
        agos.map((ago) => minute(ago, { calls })),
        60,
        NOW,
      );
      expect(points).toHaveLength(60);
      expect(points.reduce((all, point) => all + point.calls, 0)).toBe(agos.length * calls);
    }),
  );
});
