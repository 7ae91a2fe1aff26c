import { describe, expect, it } from "vitest";
import { CALL_STATES } from "../../calls";
import { COMPENSATION_STATES } from "./schemas";
import { mayStart, settled } from "./settle";

const facts = {
  capability: "undo.it",
  principal: "agent:compensation",
  said: "No rule allows it",
  asked: false,
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

  it("knows every state of a call, and says why wherever it failed", () => {
    for (const state of CALL_STATES) {
      const now = settled({ ...facts, state });
      if (now.state === "failed") expect(now.detail, state).toMatch(/[.!?]$/);
    }
  });

  it("names what the policy lacks where the policy refused, and the reviewer where a person did", () => {
    expect(settled({ ...facts, state: "denied" }).detail).toBe(
      'Refused: No rule allows it. Where the policy says so, a rule that lets "agent:compensation" call undo.it is what is missing.',
    );
    expect(settled({ ...facts, state: "denied", asked: true, said: "Keep it." }).detail).toBe(
      "A reviewer denied it: Keep it.",
    );
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
