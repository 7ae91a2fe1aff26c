import { describe, expect, it } from "vitest";
import { MODES, REVISIONS, readBaseline, requiredBy } from "./baseline";
import { judge } from "./index";
import { firstFailure, scenarioOf } from "./official";

const baseline = (scenarios: [string, ...string[]]) => {
  const of = { "2026-07-28": [{ scenarios, reason: "A reason of some length." }], "2025-11-25": [] };
  return { server: of, client: of };
};

describe("a run of the suite", () => {
  const judged = (results: [string, string | null][], required: string[]) =>
    judge(new Map(results), required, baseline(["known"]), "client", "2026-07-28").check;

  it("is as expected where all but the listed scenarios pass", () =>
    expect(
      judged(
        [
          ["a", null],
          ["known", "x"],
        ],
        ["a", "known"],
      ),
    ).toMatchObject({ trials: 2, violations: [] }));

  it("is not where another fails, or did not run", () =>
    expect(
      judged(
        [
          ["a", "broken"],
          ["known", "x"],
        ],
        ["a", "b", "known"],
      ).violations,
    ).toEqual(["a: broken", "b: it did not run"]));

  it("is not where a listed one passes, or is not required", () => {
    expect(judged([["known", null]], ["known"]).violations).toEqual([
      "known passes: remove it from the list",
    ]);
    expect(judged([["a", null]], ["a"]).violations).toEqual(["known is listed and not required"]);
  });
});

it("takes a warning for a failure, and nothing for none", () => {
  expect(firstFailure([{ id: "a", status: "SUCCESS" }])).toBeNull();
  expect(
    firstFailure([
      { id: "a", status: "SUCCESS" },
      { id: "b", status: "WARNING" },
    ]),
  ).toMatch(/^b:/);
  expect(firstFailure([{ id: "a", status: "SKIPPED" }])).toBe("nothing was checked");
});

it("reads a scenario's name from its folder", () => {
  expect(scenarioOf("server-tools-list-2026-11-22T08-00-00-000Z", "server")).toBe("tools-list");
  expect(scenarioOf("auth/basic-cimd-2026-11-22T08-00-00-000Z", "client")).toBe("auth/basic-cimd");
});

it("knows why each listed scenario does not pass, and lists only what is required", async () => {
  const known = await readBaseline();
  for (const mode of MODES)
    for (const revision of REVISIONS) {
      const required = await requiredBy(revision, mode);
      const listed = known[mode][revision].flatMap(({ scenarios }) => scenarios);
      expect(listed.filter((it) => !required.includes(it))).toEqual([]);
    }
});
