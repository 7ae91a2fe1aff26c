import type { RiskTerms } from "../commit";
import type { TenantSnapshot } from "./types";

/** How points add up for the commit; null where the tenant quarantines nothing. */
export function riskTerms({ containment }: TenantSnapshot): RiskTerms | null {
  const { quarantine, threshold, halfLifeSeconds, agentStopAfter } = containment;
  return quarantine ? { threshold, half_life: halfLifeSeconds, agent_stop_after: agentStopAfter } : null;
}
