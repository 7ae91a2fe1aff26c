import { describe, expect, it } from "vitest";
import { reachOf } from "./reach";

describe("the category that filters reach", () => {
  it("is both, or the one that is asked for, where a call's leaf can match", () => {
    expect(reachOf({})).toBeUndefined();
    expect(reachOf({ action: "decision" })).toBeUndefined();
    expect(reachOf({ action: "outcome.recorded", actorKind: "system" })).toBeUndefined();
    expect(reachOf({ category: "call", actorKind: "agent" })).toBe("call");
    expect(reachOf({ category: "control", action: "decision" })).toBe("control");
  });

  it("is never the calls' for what only people do", () => {
    expect(reachOf({ actorKind: "user" })).toBe("control");
    expect(reachOf({ action: "approval" })).toBe("control");
    expect(reachOf({ action: "decision.recorded", actorKind: "system" })).toBe("control");
    expect(reachOf({ category: "call", action: "approval" })).toBeNull();
  });
});
