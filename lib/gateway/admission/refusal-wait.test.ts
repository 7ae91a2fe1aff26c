import { describe, expect, it } from "vitest";
import { refusalWaitMs } from "./refusal-wait";

/** Refusals per second of so many callers that come back as soon as they have been refused. */
const perSecond = (callers: number) => callers / (refusalWaitMs(callers, 0.5) / 1_000);

describe("how long a refusal waits", () => {
  it("is short for few, and never much longer than its caller is asked to stay away", () => {
    expect(refusalWaitMs(0, 0)).toBe(100);
    expect(refusalWaitMs(150, 0.5)).toBe(200);
    expect(refusalWaitMs(100_000, 0.999)).toBeLessThan(1_500);
  });

  it("keeps to a thousand refusals per second while callers come back at once", () => {
    for (const callers of [200, 500, 1_000]) expect(perSecond(callers)).toBeCloseTo(1_000);
  });
});
