import { BULK_RISKS } from "../schemas";
import { byPeople, groupBy, type CapabilityFact, type RequestFact, type VoteFact } from "./rows";
import { PROPOSE_FROM, PROPOSE_SHARE } from "./schemas";
import type { RuleCandidate } from "./types";

/**
 * What people approve so regularly that asking teaches them to click. Never what is HIGH or CRITICAL, was so when
 * it was asked, or has to be approved whatever a policy says; never where somebody smelled something.
 */
export function candidatesOf(
  requests: readonly RequestFact[],
  votes: readonly VoteFact[],
  capabilities: readonly CapabilityFact[],
): RuleCandidate[] {
  const suspected = new Set(
    votes.filter(({ reason }) => reason === "suspicious_input").map(({ requestId }) => requestId),
  );
  const registry = new Map(capabilities.map((capability) => [capability.name, capability]));
  const key = ({ ruleId, capability, agent }: RequestFact) => JSON.stringify([ruleId, capability, agent]);
  return [...groupBy(requests, key).values()].flatMap((group) => {
    const [first] = group;
    const now = first && registry.get(first.capability);
    if (!first || !now || now.risk === null || now.requiresApproval) return [];
    if (![now.risk, ...group.map(({ risk }) => risk)].every((risk) => BULK_RISKS.includes(risk))) return [];
    if (group.some(({ id }) => suspected.has(id))) return [];
    const decided = group.filter(byPeople).length;
    const approved = group.filter(({ status }) => status === "approved").length;
    if (decided < PROPOSE_FROM || approved < decided * PROPOSE_SHARE) return [];
    const { ruleId, capability, agent } = first;
    return [{ ruleId, capability, agent, riskLevel: now.risk, decided, approved }];
  });
}
