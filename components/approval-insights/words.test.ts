import { expect, it } from "vitest";
import { decidedOf, endedOf, share, shortDay, took } from "./words";

it.each([
  [0, 0, "—"],
  [0, 9, "0 %"],
  [9, 9, "100 %"],
  [1, 1_000, "under 1 %"],
  [999, 1_000, "over 99 %"],
  [2, 3, "67 %"],
])("%d of %d are %s", (part, whole, words) => {
  expect(share(part, whole)).toBe(words);
});

it.each([
  [null, "—"],
  [900, "900 ms"],
  [250_000, "4 min 10 s"],
  [7_500_000, "2 h 5 min"],
  [3 * 86_400_000, "3 days"],
])("%s ms are %s", (ms, words) => {
  expect(took(ms)).toBe(words);
});

it("counts as decided what people decided, and as ended what the clock ended too", () => {
  const endings = { approved: 1, denied: 2, changesRequested: 3, expired: 4, cancelled: 5, waiting: 6 };
  expect([decidedOf(endings), endedOf(endings)]).toEqual([6, 10]);
  expect(shortDay("2026-11-01")).toBe("1 Nov");
});
