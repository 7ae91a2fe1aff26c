import { expect, it, vi } from "vitest";
import { evaluate, type PolicyDecision } from "../../policy";
import { policy } from "./policy";
import type { CallInFlight } from "./types";

vi.mock("../../policy", () => ({ evaluate: vi.fn() }));
vi.mock("../snapshot", () => ({ whyNoPolicy: () => "There is none." }));
vi.mock("./policy-request", () => ({ policyRequest: () => ({}) }));

const verdictOn = (action: unknown) => {
  vi.mocked(evaluate).mockReturnValue({ action, reason: "Because.", ruleId: null } as PolicyDecision);
  return policy.run({ active: {}, snapshot: {} } as CallInFlight);
};

it.each(["ALLOW", "REQUIRE_APPROVAL"])("lets a call go on where the policy answers %s", (action) =>
  expect(verdictOn(action)).toEqual({ kind: "pass" }),
);

// Found by the fail-closed matrix (prove/faults): everything that was not DENY went on.
it.each(["DENY", "allow", "", undefined, null, true, 1])("refuses where it answers %s", (action) =>
  expect(verdictOn(action)).toMatchObject({ kind: "refuse", code: "POLICY_DENIED" }),
);
