import { describe, expect, it } from "vitest";
import { dwellFrom } from "./dwell";

describe("the time a card has been looked at", () => {
  it("counts only while the page is watched", () => {
    const dwell = dwellFrom(1_000, true);
    expect(dwell.read(3_000)).toBe(2_000);
    dwell.watch(4_000, false);
    expect(dwell.read(60_000)).toBe(3_000);
    dwell.watch(60_000, true);
    dwell.watch(61_000, true);
    expect(dwell.read(62_500)).toBe(5_500);
  });

  it("is nothing for a card that opened in a tab behind others", () => {
    const dwell = dwellFrom(0, false);
    expect(dwell.read(90_000)).toBe(0);
  });
});
