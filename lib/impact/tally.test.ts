import { expect, it } from "vitest";
import { MAX_GROUPS, MAX_SAMPLES, Tally, type Replayed } from "./tally";
import type { ImpactSample } from "./types";

const UNCHANGED: Replayed = {
  was: "ALLOW",
  wouldBe: "ALLOW",
  ruleAfter: "r",
  capability: "io.read",
  agent: "agent:a",
  approximate: false,
  asked: false,
};

function sample(n: number): ImpactSample {
  return {
    ...{ callId: String(n), sessionId: null, agent: "agent:a", capability: "io.read", decidedAt: "" },
    ...{ was: "ALLOW", wouldBe: "DENY", ruleBefore: null, ruleAfter: "r", reason: "", approximate: false },
  };
}

it("keeps the newest samples only, newest first", () => {
  const tally = new Tally();
  for (let n = 0; n < 1_000; n++) tally.replayed({ ...UNCHANGED, wouldBe: "DENY" }, () => sample(n));
  const { samples, tightening } = tally.report(1);
  expect(tightening).toBe(1_000);
  expect(samples.tightening.map(({ callId }) => Number(callId))).toEqual(
    Array.from({ length: MAX_SAMPLES }, (_, n) => 999 - n),
  );
});

it("asks for no sample where nothing flips", () => {
  const never = (): ImpactSample => {
    throw new Error("nothing flipped");
  };
  const tally = new Tally();
  tally.replayed(UNCHANGED, never);
  expect(tally.report(1)).toMatchObject({ replayed: 1, loosening: 0, tightening: 0 });
});

it("lists the groups that flip most first, and at most a hundred", () => {
  const tally = new Tally();
  for (let n = 0; n < 150; n++) tally.replayed({ ...UNCHANGED, capability: `io.read${n}` }, () => sample(n));
  tally.replayed({ ...UNCHANGED, capability: "io.write", wouldBe: "REQUIRE_APPROVAL" }, () => sample(0));
  const { byCapability } = tally.report(1);
  expect(byCapability).toHaveLength(MAX_GROUPS);
  expect(byCapability[0]).toMatchObject({ key: "io.write", tightening: 1 });
});

it("counts as reviewers' load what asks them, not what finds its question asked already", () => {
  const tally = new Tally();
  const asked = { ...UNCHANGED, was: "REQUIRE_APPROVAL", asked: true } as const;
  const settledBefore = { ...asked, asked: false };
  tally.replayed({ ...asked, wouldBe: "REQUIRE_APPROVAL" }, () => sample(0));
  tally.replayed({ ...asked, wouldBe: "ALLOW" }, () => sample(1));
  tally.replayed({ ...settledBefore, wouldBe: "REQUIRE_APPROVAL" }, () => sample(2));
  tally.replayed({ ...UNCHANGED, wouldBe: "REQUIRE_APPROVAL" }, () => sample(3));
  tally.replayed({ ...UNCHANGED, wouldBe: "REQUIRE_APPROVAL" }, () => sample(4));
  expect(tally.report(7).reviewerLoad).toEqual({
    ...{ before: 2, after: 3, perDayBefore: 0.3, perDayAfter: 0.4 },
  });
});
