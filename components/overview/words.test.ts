import { describe, expect, it } from "vitest";
import { atMost, binWords, change, reasonWords, share, tookSentence } from "./words";

describe("the overview's words", () => {
  it("never say 0 where there was one, nor a number where nothing is known", () => {
    expect([share(1, 100_000), share(0, 10), share(0, 0), share(9_999, 10_000), share(1, 3)]).toEqual([
      "under 0.1 %",
      "0 %",
      "—",
      "over 99.9 %",
      "33 %",
    ]);
    expect([atMost(null), atMost(20)]).toEqual(["—", "≤ 20 ms"]);
    expect(tookSentence({ p50: null, p95: null, p99: null })).toBe("No call ran in this period.");
  });

  it("compare only where there is something to compare with", () => {
    const before = "the hour before";
    expect(change(5, null, before)).toBe("Nothing to compare with: no calls in the hour before");
    expect(change(0, 4, before)).toBe("100 % less than the hour before");
    expect(change(3, 2, before)).toBe("50 % more than the hour before");
    expect(change(1_001, 1_000, before)).toBe("1 % more than the hour before");
    expect(change(50, 5, before)).toBe("10 times the hour before");
    expect(change(2, 2, before)).toBe("As many as in the hour before");
  });

  it("show a code that they do not know as it is, and times in UTC", () => {
    expect([reasonWords("KILL_SWITCH"), reasonWords("SOMETHING_NEW")]).toEqual([
      "A stop covers it",
      "SOMETHING_NEW",
    ]);
    const at = Date.parse("2026-11-21T06:00:00Z");
    expect([60_000, 21_600_000, 86_400_000].map((step) => binWords(at, step))).toEqual([
      "06:00",
      "21 Nov 06:00",
      "21 Nov",
    ]);
  });
});
