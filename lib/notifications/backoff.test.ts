import { describe, expect, it } from "vitest";
import { backoff, DELAYS_MS, MAX_ATTEMPTS, retryAfter } from "./backoff";

const HOUR = 3_600_000;

describe("the wait between attempts", () => {
  it("grows, takes about a day in all, and then there is none", () => {
    const waits = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => backoff(index + 1, null, 0.5));
    expect(waits).toEqual([...DELAYS_MS]);
    expect(waits).toEqual([...waits].sort((a, b) => (a ?? 0) - (b ?? 0)));
    const total = DELAYS_MS.reduce((sum, ms) => sum + ms, 0);
    expect(total).toBeGreaterThan(20 * HOUR);
    expect(total).toBeLessThan(28 * HOUR);
    expect(backoff(MAX_ATTEMPTS, null)).toBeNull();
  });

  it("is spread by a fifth, so that what failed together doesn't come back together", () => {
    expect(backoff(3, null, 0)).toBe(108_000);
    expect(backoff(3, null, 1)).toBe(132_000);
  });

  it("is at least as long as the receiver asks for, but nobody puts us off for days", () => {
    expect(backoff(1, 90_000, 0.5)).toBe(90_000);
    expect(backoff(9, 1_000, 0.5)).toBe(8 * HOUR);
    expect(backoff(1, 400 * HOUR, 0.5)).toBe(12 * HOUR);
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-11-22T10:00:00Z");
  it.each([
    ["120", 120_000],
    [" 7 ", 7_000],
    ["Sun, 22 Nov 2026 10:01:00 GMT", 60_000],
    ["Sun, 22 Nov 2026 09:00:00 GMT", 0],
    ["-5", null],
    ["soon", null],
    [null, null],
  ])("%j is read as %j", (header, ms) => {
    expect(retryAfter(header, now)).toBe(ms);
  });
});
