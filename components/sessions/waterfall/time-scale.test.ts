import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALL, mergeIntervals, pan, timeScale, toTime, toX, zoom } from "./time-scale";

const moments = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 0, max: 5_000 })).map(([from, ms]) => ({
    from,
    to: from + ms,
  })),
  { minLength: 1, maxLength: 60 },
);
const near = 1e-9;

describe("time over the width", () => {
  it("folds a night between two calls and keeps what happens to scale", () => {
    const busy = [
      { from: 0, to: 100 },
      { from: 100, to: 300 },
      { from: 40_000_000, to: 40_000_100 },
    ];
    const scale = timeScale(busy, true);
    expect(scale.folds).toMatchObject([{ from: 300, to: 40_000_000 }]);
    const wide = (from: number, to: number) => toX(scale, to) - toX(scale, from);
    expect(wide(0, 300)).toBeCloseTo(3 * wide(40_000_000, 40_000_100));
    expect(wide(300, 40_000_000)).toBeCloseTo(0.03);
    expect(timeScale(busy, false).folds).toEqual([]);
  });

  it("does not fold what nobody would miss", () => {
    const busy = Array.from({ length: 20 }, (_, n) => ({ from: n * 60, to: n * 60 + 5 }));
    expect(timeScale(busy, true).folds).toEqual([]);
    expect(timeScale([], true).stretches).toEqual([]);
    expect(toX(timeScale([{ from: 5, to: 5 }], true), 5)).toBe(0);
  });

  it("covers the whole width once, without overlap, in the order of time", () => {
    fc.assert(
      fc.property(moments, fc.boolean(), (busy, fold) => {
        const { stretches, from, to } = timeScale(busy, fold);
        expect(stretches[0]).toMatchObject({ from, x0: 0 });
        expect(stretches.at(-1)?.to).toBe(to);
        if (to > from) expect(stretches.at(-1)?.x1).toBeCloseTo(1);
        stretches.forEach((stretch, n) => {
          expect(stretch.x1).toBeGreaterThanOrEqual(stretch.x0);
          const before = stretches[n - 1];
          if (before) expect([stretch.from, stretch.x0]).toEqual([before.to, before.x1]);
        });
      }),
    );
  });

  it("keeps the order of any two moments, folded or not, and never folds a busy one", () => {
    fc.assert(
      fc.property(moments, (busy) => {
        const [folded, plain] = [timeScale(busy, true), timeScale(busy, false)];
        const times = busy.flatMap(({ from, to }) => [from, to]).sort((a, b) => a - b);
        for (const scale of [folded, plain]) {
          const xs = times.map((time) => toX(scale, time));
          xs.forEach((x, n) => expect(x).toBeGreaterThanOrEqual((xs[n - 1] ?? 0) - near));
        }
        for (const fold of folded.folds)
          for (const { from, to } of busy) expect(to <= fold.from || from >= fold.to).toBe(true);
        expect(folded.folds.reduce((sum, { x0, x1 }) => sum + x1 - x0, 0)).toBeLessThanOrEqual(0.4 + near);
      }),
    );
  });

  it("leads back from a place to its moment", () => {
    fc.assert(
      fc.property(moments, fc.double({ min: 0, max: 1, noNaN: true }), (busy, x) => {
        const scale = timeScale(busy, true);
        if (scale.to > scale.from) expect(toX(scale, toTime(scale, x))).toBeCloseTo(x, 5);
      }),
    );
  });

  it("merges what overlaps", () => {
    expect(
      mergeIntervals([
        { from: 5, to: 9 },
        { from: 0, to: 6 },
        { from: 20, to: 21 },
      ]),
    ).toEqual([
      { from: 0, to: 9 },
      { from: 20, to: 21 },
    ]);
  });
});

describe("what is in sight", () => {
  it("never leaves the ends, however it is zoomed and moved", () => {
    const step = fc.oneof(
      fc.double({ min: 0.1, max: 5, noNaN: true }).map((factor) => ({ factor })),
      fc.double({ min: -3, max: 3, noNaN: true }).map((parts) => ({ parts })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let sight = ALL;
        for (const change of steps) {
          sight = "factor" in change ? zoom(sight, change.factor) : pan(sight, change.parts);
          expect(sight.x0).toBeGreaterThanOrEqual(0);
          expect(sight.x1).toBeLessThanOrEqual(1 + near);
          expect(sight.x1 - sight.x0).toBeGreaterThan(0.001);
        }
      }),
    );
  });
});
