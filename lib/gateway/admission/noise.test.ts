import { describe, expect, it } from "vitest";
import { Noise } from "./noise";

function refuse(noise: Noise, times: number, now: number): boolean {
  return Array.from({ length: times }, () => noise.refused(now)).some(Boolean);
}

/** How long it counts as noisy, from the refusals at `from` on. */
function termFrom(noise: Noise, from: number): number {
  expect(refuse(noise, 20, from)).toBe(true);
  for (let term = 1_000; term <= 60_000; term += 1_000) if (noise.round(from + term)) return term;
  return Infinity;
}

describe("noise", () => {
  it("is not a few refusals, nor some among many calls that got in", () => {
    const noise = new Noise();
    expect(refuse(noise, 19, 0)).toBe(false);
    noise.round(1_000);
    for (let call = 0; call < 200; call++) noise.entered();
    expect(refuse(noise, 49, 1_500)).toBe(false);
    expect(refuse(noise, 1, 1_500)).toBe(true);
  });

  it("is as many refusals in two seconds one after the other, however many calls got in", () => {
    const noise = new Noise();
    const second = (from: number, refusals: number) => {
      for (let call = 0; call < 2_000; call++) noise.entered();
      const found = refuse(noise, refusals, from);
      noise.round(from + 1_000);
      return found;
    };
    expect([20, 19, 20, 20].map((refusals, n) => second(n * 1_000, refusals))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it("is found again soon after its term by twenty refusals, however many calls got in", () => {
    const noise = new Noise();
    refuse(noise, 20, 0);
    noise.round(1_000);
    for (let call = 0; call < 2_000; call++) noise.entered();
    expect(refuse(noise, 19, 1_100)).toBe(false);
    expect(refuse(noise, 1, 1_100)).toBe(true);
  });

  it("ends after a second for who was refused once, and lasts ever longer for who never pauses", () => {
    const noise = new Noise();
    let now = 0;
    const terms = Array.from({ length: 7 }, () => {
      const term = termFrom(noise, now);
      now += term;
      return term / 1_000;
    });
    expect(terms).toEqual([1, 2, 4, 8, 16, 30, 30]);
    expect(termFrom(noise, now + 5_000)).toBe(1_000);
  });
});
