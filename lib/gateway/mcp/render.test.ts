import { expect, it } from "vitest";
import { DomainError, type ErrorCode } from "../../platform/errors";
import { isObject } from "../../platform/json";
import type { DecisionSummary } from "../types";
import { refusedResult } from "./render";

const decision: DecisionSummary = {
  ...{ id: "d", action: "ALLOW", step: "policy", code: "POLICY_ALLOWED", ruleId: null },
  ...{ reason: "It may.", riskLevel: "LOW" },
};

function textOf(code: ErrorCode, outcome: "failed" | "in_doubt"): string {
  const error = new DomainError(code, "It broke.", { meta: { outcome } });
  const { content } = refusedResult({ kind: "refused", callId: "c", decision, error });
  const [first]: unknown[] = Array.isArray(content) ? content : [];
  return isObject(first) ? String(first.text) : "";
}

it.each<ErrorCode>(["UPSTREAM_FAILED", "UPSTREAM_TIMEOUT", "UPSTREAM_UNAVAILABLE", "UNAVAILABLE"])(
  "a call in doubt never reads as one that did not run: %s",
  (code) => {
    const text = textOf(code, "in_doubt");
    expect(text).toMatch(/^In doubt: It broke\.\n/);
    expect(text).toContain("What to do: The effect is unknown.");
    expect(text).not.toMatch(/not executed|nothing ran/i);
  },
);

it.each<ErrorCode>(["UPSTREAM_TIMEOUT", "UPSTREAM_UNAVAILABLE"])(
  "a call that was never sent is not told as one in doubt: %s",
  (code) => {
    const text = textOf(code, "failed");
    expect(text).toMatch(/^Not executed: It broke\.\n/);
    expect(text).toContain("What to do: Nothing ran.");
  },
);

it("what people stopped stays stopped, in doubt or not", () => {
  expect(textOf("KILL_SWITCH", "in_doubt")).toContain("stop calling until they clear it");
});
