import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextStretch, type Marks } from "./marks";
import { percentiles } from "./percentile";
import { LATENCY_BOUNDS_MS, TRAFFIC_RANGES } from "./schemas";
import { DAY, HOUR, MINUTE, segments, SPANS, windowOf } from "./spans";

const NOW = Date.parse("2026-11-21T12:34:56Z");
const minute = fc.integer({ min: 0, max: 90 * 24 * 60 }).map((n) => n * MINUTE);

describe("the pieces that a stretch of time is read in", () => {
  it("cover it exactly, each a whole number of its span, and none is larger than asked", () => {
    fc.assert(
      fc.property(minute, minute, fc.constantFrom(DAY, HOUR, MINUTE), (a, b, largest) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const parts = segments(from, to, largest);
        let at = from;
        for (const part of parts) {
          expect(part.from).toBe(at);
          expect([part.from % part.span, part.to % part.span]).toEqual([0, 0]);
          expect(part.span).toBeLessThanOrEqual(largest);
          at = part.to;
        }
        expect(at).toBe(Math.max(from, to));
        // Days between hours between minutes: more than five would be more reading than needed.
        expect(parts.length).toBeLessThanOrEqual(2 * SPANS.length - 1);
      }),
    );
  });

  it("are days where days fit", () => {
    expect(segments(DAY - HOUR, 3 * DAY + MINUTE)).toEqual([
      { span: HOUR, from: DAY - HOUR, to: DAY },
      { span: DAY, from: DAY, to: 3 * DAY },
      { span: MINUTE, from: 3 * DAY, to: 3 * DAY + MINUTE },
    ]);
  });
});

describe("the window of a range", () => {
  it.each(TRAFFIC_RANGES)(
    "of %s ends in the running bar, and the period before has lasted as long",
    (range) => {
      const { from, to, step, steps, previous } = windowOf(range, NOW);
      expect([from % step, to]).toEqual([0, NOW]);
      expect(Math.ceil((to - from) / step)).toBe(steps);
      expect(previous.from).toBe(from - step * steps);
      expect(previous.to).toBeLessThanOrEqual(from);
      expect(Math.abs(previous.to - previous.from - (to - from))).toBeLessThan(HOUR);
    },
  );
});

describe("what is counted next", () => {
  it("is every minute three times in the end, in order and never too early", () => {
    const times = fc.array(fc.integer({ min: 1, max: 40 * MINUTE }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(times, (waits) => {
        let marks: Marks = { counted: 0, again: 0, settled: 0 };
        let now = 0;
        for (const wait of waits) {
          now += wait;
          for (let next = nextStretch(marks, now); next; next = nextStretch(marks, now)) {
            expect(next.to).toBeGreaterThan(next.from);
            expect(next.to).toBeLessThanOrEqual(now - 30_000);
            ({ marks } = next);
            expect(marks.settled).toBeLessThanOrEqual(marks.again);
            expect(marks.again).toBeLessThanOrEqual(marks.counted);
            expect(marks.settled).toBeLessThanOrEqual(Math.max(0, now - 75 * MINUTE));
          }
          expect(now - marks.counted).toBeLessThan(30_000 + MINUTE);
        }
      }),
    );
  });

  it("takes an old history in pieces, each of them once", () => {
    let marks: Marks = { counted: 0, again: 0, settled: 0 };
    const read: [number, number][] = [];
    for (let next = nextStretch(marks, 2 * DAY); next; next = nextStretch(marks, 2 * DAY)) {
      read.push([next.from, next.to]);
      ({ marks } = next);
    }
    const twice = read.reduce((sum, [from, to]) => sum + to - from, 0) - (2 * DAY - MINUTE);
    expect(twice).toBeLessThanOrEqual(4 * HOUR);
    expect(Math.max(...read.map(([from, to]) => to - from))).toBe(2 * HOUR);
    expect(nextStretch(marks, 2 * DAY)).toBeNull();
  });
});

describe("percentiles", () => {
  const histogram = (durations: readonly number[]) => {
    const counts = new Array<number>(LATENCY_BOUNDS_MS.length + 1).fill(0);
    for (const ms of durations) {
      const bucket = LATENCY_BOUNDS_MS.findIndex((bound) => ms <= bound);
      counts[bucket === -1 ? LATENCY_BOUNDS_MS.length : bucket]! += 1;
    }
    return counts;
  };

  it("are the bounds of the buckets that hold the exact ones", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 600_000 }), { minLength: 1, maxLength: 300 }),
        (durations) => {
          const sorted = durations.toSorted((a, b) => a - b);
          const exact = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
          const bound = (ms: number) => LATENCY_BOUNDS_MS.find((it) => ms <= it);
          const { p50, p95, p99 } = percentiles(histogram(durations));
          expect([p50, p95, p99]).toEqual([bound(exact(0.5)), bound(exact(0.95)), bound(exact(0.99))]);
        },
      ),
    );
  });

  it("of nothing are unknown, and what was slower than all bounds is not left out", () => {
    expect(percentiles([])).toEqual({ p50: null, p95: null, p99: null });
    expect(percentiles(histogram([1, 9_999_999])).p99).toBe(600_000);
  });
});
