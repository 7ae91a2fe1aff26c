import { expect, test } from "vitest";
import { keySequence } from "./key-sequence";

/** Which of these keys, each so many milliseconds after the one before, end the sequence g s. */
function taken(...pressed: [key: string, after: number][]): boolean[] {
  const ends = keySequence("g", "s");
  let at = 0;
  return pressed.map(([key, after]) => ends(key, (at += after)));
}

test("the second key is taken only soon after the first: alone it is left to the page", () => {
  expect(taken(["s", 10])).toEqual([false]);
  expect(taken(["g", 10], ["s", 200])).toEqual([false, true]);
  expect(taken(["g", 10], ["s", 1_600])).toEqual([false, false]);
  expect(taken(["g", 10], ["s", 200], ["s", 200])).toEqual([false, true, false]);
  expect(taken(["g", 10], ["x", 100], ["s", 100])).toEqual([false, false, false]);
  expect(taken(["g", 10], ["g", 1_400], ["s", 1_400])).toEqual([false, false, true]);
});
