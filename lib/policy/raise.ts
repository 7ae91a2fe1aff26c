import type { CapabilityRequest, Raise } from "./types";

type RiskFacts = Pick<CapabilityRequest, "name" | "riskLevel" | "requiresApproval">;

/** Why an ALLOW has to become REQUIRE_APPROVAL, or null. Nothing else is ever raised, and nothing is lowered. */
export function raise(capability: RiskFacts, acceptsHigh: boolean): Raise | null {
  const { name } = capability;
  const risk = capability.riskLevel ?? "HIGH";
  if (capability.requiresApproval)
    return raiseBy(
      "requires_approval",
      `The registry says that a person has to approve each call of ${name}.`,
    );
  if (risk === "CRITICAL")
    return raiseBy("risk_critical", `The risk of ${name} is CRITICAL, so a person has to approve the call.`);
  if (risk !== "HIGH" || acceptsHigh) return null;
  if (capability.riskLevel === null)
    return raiseBy(
      "risk_missing",
      `Nobody has rated the risk of ${name} yet, so it counts as HIGH and a person has to approve the call.`,
    );
  return raiseBy("risk_high", `The risk of ${name} is HIGH, so a person has to approve the call.`);
}

function raiseBy(fact: Raise["fact"], sentence: string): Raise {
  return { from: "ALLOW", fact, sentence };
}
