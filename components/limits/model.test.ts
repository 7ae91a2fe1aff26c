import { describe, expect, it } from "vitest";
import { CreateLimitInput } from "@/lib/limits/schemas";
import { inputOf, inWords, NEW_LIMIT, sentenceOf, usedPercent } from "./model";

describe("a limit that is being written", () => {
  it("reads as one sentence, and is what the server takes", () => {
    expect(sentenceOf(NEW_LIMIT, null)).toBe("60 calls a minute, at most 10 at once, for each agent.");
    expect(CreateLimitInput.safeParse(inputOf(NEW_LIMIT)).success).toBe(true);
    const quota = {
      ...NEW_LIMIT,
      kind: "quota_day",
      calls: "1,000",
      scope: "capability",
      one: true,
    } as const;
    expect(sentenceOf({ ...quota, target: "io.fs.read_file" }, "io.fs.read_file")).toBe(
      "1,000 calls a day (UTC), for the capability io.fs.read_file.",
    );
    expect(inputOf({ ...quota, scope: "tenant" })).toMatchObject({ target: null, terms: { calls: 1000 } });
  });

  it.each([
    { calls: "" },
    { calls: "many" },
    { burst: "0" },
    { perSeconds: "1.5" },
    { one: true, target: "" },
  ])("is no sentence yet with %j", (change) =>
    expect(sentenceOf({ ...NEW_LIMIT, ...change }, null)).toBeNull(),
  );

  it("shows how much is used", () => {
    expect(
      [{ left: 10 }, { left: 2.5 }, { left: -3 }, { left: 0 }].map((it) => usedPercent({ ...it, size: 10 })),
    ).toEqual([0, 75, 100, 100]);
  });

  it("says how long there is to wait", () => {
    expect([0.2, 59.1, 61, 3_540, 67_920, 7_200, 1_000_000].map(inWords)).toEqual([
      "1 s",
      "60 s",
      "2 min",
      "59 min",
      "18 h 52 min",
      "2 h",
      "12 days",
    ]);
  });
});
