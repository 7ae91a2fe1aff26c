import { expect, test } from "vitest";
import { csvOf } from "./csv";
import { cutLine } from "./export-affected";

test("a file that has not all of it says so in its last line, with as many fields as the others", () => {
  expect(cutLine({ more: false, effectsCut: false })).toEqual([]);
  expect(csvOf([], cutLine({ more: true, effectsCut: true }))).toContain(
    "Only the newest 20000 calls are in this file. There are more.,,,,,,,,,\r\n",
  );
  expect(cutLine({ more: false, effectsCut: true })[0]?.[0]).toBe(
    "Only the newest 500 side effects are in this file. There are more.",
  );
});
