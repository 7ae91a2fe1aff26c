import { describe, expect, it } from "vitest";
import { boundOf, markdownOf, partHeld, type Part, type Report } from "./report";
import { randomFrom } from "./random";
import { held, Tally, withinLimit, type Figure, type Result } from "./suite";

const kept: Result = {
  checks: [{ promise: "Nothing is lost", test: "T1", trials: 300, violations: [] }],
  figures: [{ name: "p99", value: 12.5, unit: "ms", limit: { most: 100 } }],
};
const part = (result: Result): Part => ({
  ...{ name: "crash", title: "kill -9", command: "npm run prove -- --suite crash", seconds: 3, result },
});
const report = (...parts: Part[]): Report => ({
  ...{ startedAt: "2026-11-22T00:00:00.000Z", scale: "pr", seed: 7, commit: null, parts },
  machine: { cpu: "A", cores: 2, memoryGiB: 8, system: "Linux", node: "v20.19.0", load: 0 },
});

describe("a result", () => {
  it("holds when every promise was tried and none was broken", () => expect(held(kept)).toBe(true));

  it("does not hold when nothing was tried, in part or at all", () => {
    expect(held({ checks: [], figures: [] })).toBe(false);
    expect(held({ checks: [{ promise: "x", trials: 0, violations: [] }], figures: [] })).toBe(false);
  });

  it("does not hold when a figure is over its limit, or is no number", () => {
    expect(withinLimit({ name: "p99", value: 101, unit: "ms", limit: { most: 100 } })).toBe(false);
    expect(withinLimit({ name: "p99", value: Number.NaN, unit: "ms", limit: { most: 100 } })).toBe(false);
    expect(
      withinLimit(JSON.parse('{"name":"p99","value":null,"unit":"ms","limit":{"most":9}}') as Figure),
    ).toBe(false);
    expect(withinLimit({ name: "rate", value: 9, unit: "/s", limit: { least: 10 } })).toBe(false);
  });

  it("counts trials and keeps what broke them", () => {
    const tally = new Tally("One row each", "T2");
    tally.add();
    tally.add("call 7 has two");
    expect(tally.check).toEqual({
      ...{ promise: "One row each", test: "T2", trials: 2, violations: ["call 7 has two"] },
    });
  });
});

describe("a report", () => {
  it("shows the bound that trials without a violation give", () => {
    expect(boundOf(300)).toBe(0.01);
    expect(boundOf(1)).toBe(1);
    expect(markdownOf(report(part(kept)))).toContain("| Nothing is lost | T1 | 300 | 0 | 1 in 100 |");
  });

  it("says in its first line that a promise was broken, and which", () => {
    const broken = { ...kept, checks: [{ promise: "a | b", trials: 2, violations: ["here ```"] }] };
    const text = markdownOf(report(part(kept), part(broken)));
    expect(text).toContain("**Not every promise was kept.**");
    expect(text).toContain("| a \\| b |  | 2 | **1** |");
    expect(text).toContain("here '''");
  });

  it("takes a suite that could not be carried out for broken, and one left out for neither", () => {
    const about = { name: "fuzz", title: "", command: "", seconds: 1 };
    expect(partHeld({ ...about, failed: "It ended with 1." })).toBe(false);
    expect(partHeld({ ...about, skipped: "nightly only" })).toBe(true);
  });
});

it("chance repeats with its seed, and stays in range", () => {
  const draw = (seed: number) => Array.from({ length: 100 }, randomInts(seed));
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(new Set(draw(7))).toEqual(new Set([1, 2, 3]));
  expect(() => randomFrom(1).pick([])).toThrow(RangeError);
});

function randomInts(seed: number): () => number {
  const random = randomFrom(seed);
  return () => random.integer(1, 3);
}
