import { describe, expect, it } from "vitest";
import { CALL_STATES } from "../../calls";
import { COMPENSATION_STATES } from "./schemas";
import { mayStart, settled, voteInWords } from "./settle";

const facts = {
  capability: "undo.it",
  principal: "agent:compensation",
  said: "No rule allows it",
  asked: false,
  step: "policy",
};

describe("what a compensation is, from its call", () => {
  it.each([
    ["succeeded", "done"],
    ["held", "waiting"],
    ["approved", "running"],
    ["running", "running"],
    ["denied", "failed"],
    ["tool_error", "failed"],
    ["failed", "failed"],
    ["in_doubt", "failed"],
    ["changes_requested", "failed"],
    ["expired", "failed"],
    ["cancelled", "failed"],
  ] as const)("%s is %s", (state, expected) => {
    expect(settled({ ...facts, state }).state).toBe(expected);
  });

  it("knows every state of a call, and says wherever it failed why, and that it can still be taken back", () => {
    for (const state of CALL_STATES) {
      const now = settled({ ...facts, state });
      if (now.state === "failed") expect(now.detail, state).toMatch(/by hand[.;]/);
    }
  });

  it("names what the policy lacks where the policy refused, and the reviewer where a person did", () => {
    expect(settled({ ...facts, state: "denied" }).detail).toBe(
      'Refused: No rule allows it. What is missing is a rule that lets "agent:compensation" call undo.it. Start it again once that is mended, or take it back by hand.',
    );
    expect(settled({ ...facts, state: "denied", asked: true, said: "Keep it." }).detail).toBe(
      "A reviewer denied it: Keep it. Start it again to ask anew, or take it back by hand.",
    );
  });

  it("asks for no rule where something else than the policy refused", () => {
    const stopped = { ...facts, state: "denied", step: "kill_switch", said: "All is stopped." } as const;
    expect(settled(stopped).detail).not.toContain("a rule");
  });
});

describe("what a reviewer said with a no", () => {
  it("is in words, never the code of a preset, and has what they would have changed", () => {
    const vote = { reason: null, comment: "", changes: [] };
    expect(voteInWords({ ...vote, reason: "wrong_target" })).toBe("Wrong target.");
    expect(voteInWords({ ...vote, reason: "other", comment: "Keep it" })).toBe("Keep it.");
    const changes = [{ pointer: "/id", problem: "is another customer" }];
    expect(voteInWords({ ...vote, changes })).toBe("/id is another customer.");
  });
});

describe("starting a compensation", () => {
  it("is only for what nobody has begun, was skipped, or failed without running", () => {
    const startable = COMPENSATION_STATES.filter((state) => mayStart(state, null) === null);
    expect(startable).toEqual(["todo", "failed", "skipped"]);
  });

  it("is never again for what may have run", () => {
    for (const run of ["in_doubt", "succeeded", "running"] as const)
      expect(mayStart("failed", run)).not.toBeNull();
    for (const run of ["denied", "failed", "expired"] as const) expect(mayStart("failed", run)).toBeNull();
  });
});
