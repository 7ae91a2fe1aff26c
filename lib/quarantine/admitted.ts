import type { Admits } from "./schemas";

type Facts = { operation: string; riskLevel: string | null };

/** Whether a stage of release lets a call of this capability through. A missing risk level counts as HIGH. */
export function admitted(admits: Admits, { operation, riskLevel }: Facts): boolean {
  const low = riskLevel === "LOW" || riskLevel === "MEDIUM";
  if (admits === "reads") return operation === "READ" && low;
  return admits === "low_risk" && low;
}
