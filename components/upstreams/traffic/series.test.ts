import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UpstreamPoint } from "@/lib/upstreams/types";
import { barsOf, percent, series, totals, trafficSentence } from "./series";

const NOW = Date.parse("2026-11-21T12:34:56Z");

function point(minutesAgo: number, more: Partial<UpstreamPoint> = {}): UpstreamPoint {
  return {
    minute: new Date(Math.floor(NOW / 60_000) * 60_000 - minutesAgo * 60_000).toISOString(),
    calls: 1,
    toolErrors: 0,
    failures: 0,
    refused: 0,
    p50Ms: 10,
    p95Ms: 20,
    ...more,
  };
}

describe("the series of a chart", () => {
  it("has no gaps, ends now, and keeps the slowest minute of a bin", () => {
    const bins = series([point(0), point(1, { calls: 4, failures: 1, p95Ms: 90 }), point(5)], {
      now: NOW,
      minutes: 60,
      perBin: 5,
    });
    expect(bins).toHaveLength(12);
    expect(bins.at(-1)).toEqual({
      at: Date.parse("2026-11-21T12:30:00Z"),
      answered: 4,
      errors: 1,
      p50: 10,
      p95: 90,
    });
    expect(bins.at(-2)).toMatchObject({ answered: 1, errors: 0 });
    expect(bins[0]).toMatchObject({ answered: 0, errors: 0, p95: null });
  });

  it("leaves out what is older, and loses no call that is not", () => {
    const minutes = fc.array(
      fc.record({ ago: fc.integer({ min: 0, max: 200 }), calls: fc.nat(50), bad: fc.nat(80) }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(minutes, fc.constantFrom(1, 3, 5, 15), (given, perBin) => {
        const points = given.map(({ ago, calls, bad }) => point(ago, { calls, failures: bad }));
        const bins = series(points, { now: NOW, minutes: 60, perBin });
        const first = bins[0]?.at ?? 0;
        const within = points.filter(({ minute }) => Date.parse(minute) >= first);
        expect(totals(bins).calls).toBe(within.reduce((sum, { calls }) => sum + calls, 0));
        expect(bins.every(({ answered, errors }) => answered >= 0 && errors >= 0)).toBe(true);
      }),
    );
  });

  it("is as short for a list as it can be", () => {
    const bars = barsOf([point(0, { calls: 3, failures: 1 }), point(59)], NOW);
    expect(bars).toHaveLength(20);
    expect(bars.at(-1)).toEqual([2, 1]);
    expect(bars[0]).toEqual([1, 0]);
  });

  it("never says that there was nothing wrong where there was", () => {
    expect(percent(1, 100_000)).toBe("under 0.1 %");
    expect(percent(0, 10)).toBe("0 %");
    expect(percent(0, 0)).toBe("—");
    expect(percent(1, 3)).toBe("33 %");
    expect(trafficSentence({ calls: 0, errors: 0 })).toBe("No calls.");
    expect(trafficSentence({ calls: 1, errors: 0 })).toBe("1 call, none with an error.");
    expect(trafficSentence({ calls: 1_200, errors: 12 })).toBe("1,200 calls, 12 with an error (1.0 %).");
  });
});
