import { describe, expect, it } from "vitest";
import type { PolicyDecision } from "../policy";
import { Counters } from "./counters";

const allowed: PolicyDecision = {
  action: "ALLOW",
  ruleId: "limited",
  reason: "",
  riskLevel: "LOW",
  obligations: { rateLimit: { calls: 2, perSeconds: 10 } },
  explanation: { tried: [], omitted: 0, matched: "limited", raised: null },
};

describe("a session's counters", () => {
  it("keep apart what was and what would have been", () => {
    const counters = new Counters();
    counters.addEarlier({ calls: 4, allowed: 3, denied: 1, held: 0 });
    counters.countCall("ALLOW", "DENY");
    counters.countCall("REQUIRE_APPROVAL", "REQUIRE_APPROVAL");
    expect(counters.recorded).toEqual({ calls: 6, allowed: 4, denied: 1, held: 1 });
    expect(counters.simulated).toEqual({ calls: 6, allowed: 3, denied: 2, held: 1 });
  });

  it("refuse beyond a limit, until its oldest call is out of the window", () => {
    const counters = new Counters();
    const over = [0, 1_000, 2_000, 10_000, 10_001, 10_500].map((at) => counters.isOverLimit(allowed, at));
    expect(over).toEqual([false, false, true, true, false, true]);
  });

  it("count for a limit only what its own rule lets through", () => {
    const counters = new Counters();
    const other = { ...allowed, ruleId: "other" };
    const denied: PolicyDecision = { ...allowed, action: "DENY" };
    const over = [other, other, denied, allowed, allowed].map((it) => counters.isOverLimit(it, 0));
    expect(over).toEqual([false, false, false, false, false]);
    expect(counters.isOverLimit(allowed, 1)).toBe(true);
  });
});
