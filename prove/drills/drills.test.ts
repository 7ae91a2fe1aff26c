import { expect, it } from "vitest";
import { held } from "../suite";
import { checksOf } from "./checks";

const DRILL = {
  file: "lib/x.system.test.ts",
  numbered: [{ title: /, in (?<times>\d+) drills/, test: "T77" }],
};
const PASSED = { fullName: "a stop holds, in 200 drills", status: "passed", failureMessages: [] };
const checks = (assertionResults: object[], code: unknown = 0) =>
  checksOf(DRILL, { testResults: [{ assertionResults: assertionResults as never }] }, code);
const holds = (all: ReturnType<typeof checksOf>) => held({ checks: all, figures: [] });

it("counts as many trials as a test's title says, under its number", () => {
  const all = checks([PASSED, { ...PASSED, fullName: "another" }]);
  expect(all).toMatchObject([{ test: "T77", trials: 200 }, { trials: 1 }, { trials: 1 }]);
  expect(holds(all)).toBe(true);
});

it.each<[string, ReturnType<typeof checksOf>]>([
  ["a test that failed", checks([{ ...PASSED, status: "failed", failureMessages: ["no"] }], 1)],
  ["a test that was left out", checks([{ ...PASSED, status: "skipped" }])],
  ["a run that found no file", checksOf(DRILL, { testResults: [] }, 1)],
  ["a file without tests", checks([])],
  ["a file that has lost the test it is run for", checks([{ ...PASSED, fullName: "another" }])],
  ["a run that ended badly after its tests", checks([PASSED], 1)],
  ["a run that was killed", checks([PASSED], "SIGKILL")],
])("takes %s for no proof", (_, all) => expect(holds(all)).toBe(false));
