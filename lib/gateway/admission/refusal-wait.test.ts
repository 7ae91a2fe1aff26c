import { describe, expect, it } from "vitest";
import { refusalWaitMs } from "./refusal-wait";

/** Refusals per second of so many callers that come back as soon as they have been refused. */
const perSecond = (callers: number) => callers / (refusalWaitMs(callers, 0.5) / 1_000);

describe("how long a refusal waits", () => {
  it("is short for few, and never longer than three seconds", () => {
    expect(refusalWaitMs(0, 0)).toBe(100);
    expect(refusalWaitMs(100, 0.5)).toBe(200);
    expect(refusalWaitMs(100_000, 0.999)).toBeLessThan(3_000);
  });

  it("keeps to five hundred refusals per second while callers come back at once", () => {
    for (const callers of [200, 500, 1_000]) expect(perSecond(callers)).toBeCloseTo(500);
  });
});
