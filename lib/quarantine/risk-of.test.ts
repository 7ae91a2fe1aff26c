import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { riskOf, riskOfOutcome, type DecisionFacts } from "./risk-of";
import { RiskWeights } from "./schemas";

const scale = { weights: RiskWeights.parse({}), halfLifeSeconds: 600 };
const decision = (more: Partial<DecisionFacts>) =>
  riskOf(
    {
      action: "DENY",
      step: "policy",
      code: "POLICY_DENIED",
      stopScope: "session",
      askedSeconds: null,
      ...more,
    },
    scale,
  );

describe("the risk of a decision", () => {
  it.each([
    ["policy", "POLICY_DENIED", "deny", 4],
    ["kill_switch", "KILL_SWITCH", "kill_switch", 1],
    ["rate_limit", "RATE_LIMITED", "rate_limit", 1],
    ["capability", "CAPABILITY_SUSPENDED", "suspended", 1],
    ["taint", "EXFILTRATION_BLOCKED", "taint", 4],
    ["moderation", "MODERATION_BLOCKED", "moderation", 4],
  ])("refused at %s with %s is %s", (step, code, signal, points) => {
    expect(decision({ step, code })).toEqual({ signal, points });
  });

  it.each([
    ["arguments", "INVALID_ARGUMENTS"],
    ["capability", "UNKNOWN_CAPABILITY"],
    ["quarantine", "QUARANTINED"],
    ["tenant_binding", "SESSION_ENDED"],
    ["tenant_binding", "SESSION_MISMATCH"],
    ["approval", "APPROVAL_DENIED"],
    ["approval", "CHAIN_UNKNOWN"],
    ["request", "MALFORMED_JSON"],
  ])("is nothing where %s refuses with %s", (step, code) => {
    expect(decision({ step, code })).toBeNull();
  });

  it.each([
    ["session", 1],
    ["agent", 1],
    ["capability", null],
    ["upstream", null],
    ["tenant", null],
    ["global", null],
    [null, null],
  ])("against a stop of %s is %s: only who is meant is at fault", (stopScope, points) => {
    expect(decision({ step: "kill_switch", code: "KILL_SWITCH", stopScope })?.points ?? null).toBe(points);
  });

  it("is nothing where the call is simply allowed", () => {
    expect(decision({ action: "ALLOW", code: "POLICY_ALLOWED" })).toBeNull();
  });

  it("of asking people is taken back once they said yes: what is left of it, and never more", () => {
    expect(decision({ action: "REQUIRE_APPROVAL", step: "approval", code: "APPROVAL_REQUIRED" })).toEqual({
      signal: "approval",
      points: 2,
    });
    const yes = (askedSeconds: number) =>
      decision({ action: "ALLOW", step: "approval", code: "APPROVED", askedSeconds });
    expect(yes(0)).toEqual({ signal: "approved", points: -2 });
    expect(yes(600)).toEqual({ signal: "approved", points: -1 });
    fc.assert(
      fc.property(fc.double({ min: -10, max: 1e6, noNaN: true }), (seconds) => {
        const points = yes(seconds)?.points ?? 0;
        expect(points).toBeLessThanOrEqual(0);
        expect(points).toBeGreaterThanOrEqual(-2);
      }),
    );
  });

  it("follows the tenant's weights, and a weight of nothing is no signal", () => {
    const weights = RiskWeights.parse({ deny: 0, rate_limit: 7.5 });
    const of = (step: string, code: string) =>
      riskOf({ action: "DENY", step, code, stopScope: null, askedSeconds: null }, { ...scale, weights });
    expect(of("policy", "POLICY_DENIED")).toBeNull();
    expect(of("rate_limit", "RATE_LIMITED")?.points).toBe(7.5);
  });
});

describe("the risk of an outcome", () => {
  const weights = RiskWeights.parse({ failure: 3 });
  const outcome = (status: string, errorCode: string | null = null) =>
    riskOfOutcome({ status, errorCode }, { ...scale, weights });

  it("is the tool's error, and the upstream's failure where the tenant counts those", () => {
    expect(outcome("tool_error")).toEqual({ signal: "error", points: 1 });
    expect(outcome("failed", "UPSTREAM_UNAVAILABLE")).toEqual({ signal: "failure", points: 3 });
    expect(outcome("in_doubt", "UPSTREAM_TIMEOUT")).toEqual({ signal: "failure", points: 3 });
    expect(outcome("succeeded")).toBeNull();
    expect(riskOfOutcome({ status: "failed", errorCode: null }, scale)).toBeNull();
  });

  it("is nothing where we stopped the call ourselves", () => {
    for (const code of ["KILL_SWITCH", "QUARANTINED"]) {
      expect(outcome("failed", code)).toBeNull();
      expect(outcome("in_doubt", code)).toBeNull();
    }
  });
});
