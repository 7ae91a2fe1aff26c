import type { CapabilitySpec } from "./types";

/** One broken rule: which one, where in the spec, and the two ways out. */
export type RiskFault = { rule: 1 | 2 | 3; pointer: string; detail: string };

/** What the rules look at. */
export type RiskFacts = {
  operation: CapabilitySpec["operation"];
  sideEffects: Pick<CapabilitySpec["sideEffects"], "reversible">;
  compensation: Pick<CapabilitySpec["compensation"], "supported">;
  risk: Pick<CapabilitySpec["risk"], "level">;
};

const FAILED = "Risk consistency check failed";

/**
 * The three risk consistency rules; the database holds the same three as CHECK constraints, so that no path
 * stores a spec that breaks one. Empty where the spec is consistent.
 */
export function riskFaults(spec: RiskFacts): RiskFault[] {
  const { level } = spec.risk;
  const irreversible = !spec.sideEffects.reversible;
  const grave = level === "HIGH" || level === "CRITICAL";
  const faults: RiskFault[] = [];
  const fault = (rule: RiskFault["rule"], detail: string) =>
    faults.push({ rule, pointer: "/risk/level", detail: `${FAILED}, rule ${rule}: ${detail}` });
  if (irreversible && !grave) {
    fault(
      1,
      `irreversible side effects (reversible=false) require risk level HIGH or CRITICAL, got ${level}. Raise the risk to HIGH or CRITICAL, or make the side effects reversible.`,
    );
  }
  if (spec.operation === "DELETE" && !grave) {
    fault(
      2,
      `operation DELETE requires risk level HIGH or CRITICAL, got ${level}. Raise the risk to HIGH or CRITICAL, or choose the operation that it really is.`,
    );
  }
  if (irreversible && !spec.compensation.supported && level !== "CRITICAL") {
    fault(
      3,
      `irreversible side effects without compensation require risk level CRITICAL, got ${level}. Raise the risk to CRITICAL, or support compensation and name its strategy or capability.`,
    );
  }
  return faults;
}
