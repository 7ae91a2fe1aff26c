import type { RiskSignal, RiskWeights } from "./schemas";

/** What a decision or an outcome does to its session's risk: never zero points. */
export type Risk = { signal: RiskSignal; points: number };

export type DecisionFacts = {
  action: "ALLOW" | "DENY" | "REQUIRE_APPROVAL";
  step: string;
  code: string;
  /** What the kill switch stops that refuses it; null where none does, and for a machine's stop file. */
  stopScope: string | null;
  /** For how long people had been asked, where it uses up their approval; else null. */
  askedSeconds: number | null;
};
/** How points are counted: what each signal gives, and after how long half of it is left. */
export type RiskScale = { weights: RiskWeights; halfLifeSeconds: number };
export type OutcomeFacts = { status: string; errorCode: string | null };

/** Only these refusals count. A typo, an unknown tool, an ended session or a quarantine says nothing of an agent's intent. */
const BY_CODE: Readonly<Record<string, Exclude<RiskSignal, "approved">>> = {
  KILL_SWITCH: "kill_switch",
  RATE_LIMITED: "rate_limit",
  CAPABILITY_SUSPENDED: "suspended",
  EXFILTRATION_BLOCKED: "taint",
  MODERATION_BLOCKED: "moderation",
};

/**
 * Stops that are aimed at who calls. Under a wider one, or one of a tool, everybody is refused who goes on with what was
 * right a moment ago.
 */
const AIMED_STOPS: readonly (string | null)[] = ["agent", "session"];

/** Calls that we ourselves stopped in flight failed by no fault of their session. */
const STOPPED: readonly string[] = ["KILL_SWITCH", "QUARANTINED"];

/** The points of a decision; null where it says nothing. */
export function riskOf(facts: DecisionFacts, { weights, halfLifeSeconds }: RiskScale): Risk | null {
  const { action, step, code, stopScope, askedSeconds } = facts;
  if (action === "REQUIRE_APPROVAL") return risk("approval", weights.approval);
  if (action === "ALLOW") {
    if (askedSeconds === null) return null;
    // People said yes, so asking was fine: what is left of its points goes, and nothing of any other's.
    const left = weights.approval * 0.5 ** (Math.max(0, askedSeconds) / halfLifeSeconds);
    return risk("approved", -left);
  }
  if (step === "policy") return code === "POLICY_DENIED" ? risk("deny", weights.deny) : null;
  if (code === "KILL_SWITCH" && !AIMED_STOPS.includes(stopScope)) return null;
  const signal = BY_CODE[code];
  return signal ? risk(signal, weights[signal as keyof RiskWeights]) : null;
}

/** The points of an outcome; null where it says nothing. */
export function riskOfOutcome({ status, errorCode }: OutcomeFacts, { weights }: RiskScale): Risk | null {
  if (errorCode !== null && STOPPED.includes(errorCode)) return null;
  if (status === "tool_error") return risk("error", weights.error);
  return status === "failed" || status === "in_doubt" ? risk("failure", weights.failure) : null;
}

function risk(signal: RiskSignal, points: number): Risk | null {
  return points === 0 ? null : { signal, points };
}
