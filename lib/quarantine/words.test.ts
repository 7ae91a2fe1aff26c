import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reachOf, reachWords, spanWords, thresholdWords } from "./words";

const terms = { threshold: 6, halfLifeSeconds: 600 };

describe("what a threshold comes to, in words", () => {
  it("names how many of a kind quarantine, and within which time", () => {
    expect(reachWords("deny", reachOf("deny", 4, terms)!)).toBe("two denials within 10 minutes");
    expect(reachWords("taint", reachOf("taint", 6, terms)!)).toBe("one blocked exfiltration");
    expect(reachWords("error", reachOf("error", 0.1, { ...terms, halfLifeSeconds: 1 })!)).toMatch(
      /^60 errors of tools/,
    );
    expect(reachOf("deny", 0, terms)).toBeNull();
    expect(reachOf("approval", 100, terms)).toBeNull();
    expect(thresholdWords({ deny: 4, approval: 2 }, terms)).toBe(
      "Two denials within 10 minutes quarantine a session. Requests for approval never do by themselves: they count for half of the threshold at most.",
    );
    expect(thresholdWords({ deny: 6, approval: 0 }, terms)).toBe(
      "One denial quarantines a session. Requests for approval count nothing.",
    );
    expect(thresholdWords({ deny: 0, approval: 0 }, terms)).toMatch(/^Neither/);
  });

  it("promises nothing that the score would not keep, however the calls are spread", () => {
    const arbitrary = fc.record({
      points: fc.integer({ min: 1, max: 100 }).map((n) => n / 10),
      threshold: fc.integer({ min: 1, max: 200 }).map((n) => n / 10),
      halfLifeSeconds: fc.integer({ min: 1, max: 100_000 }),
      spread: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 300, maxLength: 300 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ points, spread, ...of }) => {
        const reach = reachOf("deny", points, of);
        fc.pre(reach !== null && reach.times <= 300);
        const within = reach.withinSeconds ?? 0;
        // All within the span, the last one at its end: the least that any spread can come to is not below the line.
        const ages = spread.slice(1, reach.times).map((part) => part * within);
        const score = ages.reduce((sum, age) => sum + points * 0.5 ** (age / of.halfLifeSeconds), points);
        expect(score).toBeGreaterThanOrEqual(of.threshold - 0.05 - 1e-6);
        expect((reach.times - 1) * points).toBeLessThan(of.threshold - 0.05 + 1e-6);
      }),
    );
  });

  it("rounds spans down", () => {
    expect([1, 119, 121, 7_199, 7_200, 200_000].map(spanWords)).toEqual([
      ...["1 second", "119 seconds", "2 minutes", "119 minutes", "2 hours", "2 days"],
    ]);
  });
});
