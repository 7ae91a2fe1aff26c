import { describe, expect, it } from "vitest";
import { AdaptiveLimit } from "./adaptive-limit";

/** Slow intervals in a row after which fewer get in. */
const SLOW = 6;
const OPTIONS = { most: 256, least: 32, targetMs: 40 };

/** Intervals in which ten calls end, each after `ms` with `beside` in work. */
function intervals(limit: AdaptiveLimit, count: number, ms: number, beside: number, from = 0): number {
  let now = from;
  const company = { beside, alone: beside === 1 };
  for (let n = 0; n < count * 10; n++) limit.finished(ms, company, (now += 10.01));
  return now;
}

describe("an adaptive limit", () => {
  it("begins with all that is allowed and keeps it while calls are quick", () => {
    const limit = new AdaptiveLimit(OPTIONS, 0);
    intervals(limit, 20, 10, 100);
    expect(limit.current).toBe(256);
  });

  it("falls from what was in work, not from a bound that nobody came near, and not below the least", () => {
    const limit = new AdaptiveLimit(OPTIONS, 0);
    const now = intervals(limit, SLOW, 90, 100);
    expect(limit.current).toBe(80);
    intervals(limit, 20, 90, 80, now);
    expect(limit.current).toBe(32);
  });

  it("grows again while calls are quick, to all that is allowed", () => {
    const limit = new AdaptiveLimit(OPTIONS, 0);
    let now = intervals(limit, 20, 90, 100);
    expect(limit.current).toBe(32);
    now = intervals(limit, 5, 10, 20, now);
    expect(limit.current).toBe(72);
    intervals(limit, 50, 10, 20, now);
    expect(limit.current).toBe(256);
  });

  it("is not frightened by a disk that halts for a moment, however often", () => {
    const limit = new AdaptiveLimit(OPTIONS, 0);
    let now = 0;
    for (let n = 0; n < 20; n++) {
      now = intervals(limit, SLOW - 1, 200, 200, now);
      now = intervals(limit, 1, 5, 10, now);
    }
    expect(limit.current).toBe(256);
  });

  it("is not frightened by one slow call among quick ones", () => {
    const limit = new AdaptiveLimit(OPTIONS, 0);
    for (let n = 1; n <= 11; n++) limit.finished(n === 5 ? 200 : 5, { beside: 200, alone: false }, n * 10);
    expect(limit.current).toBe(256);
  });

  it("lets a slow disk take as long for many at once as for three alone", () => {
    const limit = new AdaptiveLimit(OPTIONS, 0);
    const now = intervals(limit, 3, 50, 1);
    const after = intervals(limit, 5, 140, 200, now);
    expect(limit.current).toBe(256);
    intervals(limit, SLOW, 170, 200, after);
    expect(limit.current).toBe(160);
  });

  it("learns nothing of the disk from its first calls, which wait for much else", () => {
    const limit = new AdaptiveLimit(OPTIONS, 0);
    const now = intervals(limit, 2, 100, 1);
    intervals(limit, SLOW, 90, 100, now);
    expect(limit.current).toBeLessThan(100);
  });

  it("does not take a queue for a slow disk: only calls that were alone say how slow it is", () => {
    const limit = new AdaptiveLimit(OPTIONS, 0);
    intervals(limit, 50, 60, 200);
    expect(limit.current).toBe(32);
  });

  it("keeps to a bound below the least, where somebody sets one", () => {
    const limit = new AdaptiveLimit({ ...OPTIONS, most: 4 }, 0);
    intervals(limit, 5, 90, 4);
    expect(limit.current).toBe(4);
  });
});
