import type { Environment } from "../../revisions";
import type { ActivePolicy, TenantSnapshot } from "./types";

/** The environment an agent works in. */
export function environmentOf(snapshot: TenantSnapshot, agentId: string): Environment {
  return snapshot.agents.get(agentId)?.environment ?? "production";
}

/** The policy that decides this agent's calls; null where there is none, and so everything is denied. */
export function policyFor(snapshot: TenantSnapshot, agentId: string): ActivePolicy | null {
  return snapshot.policies.get(environmentOf(snapshot, agentId)) ?? null;
}

/** Why there is no policy for this agent, for its refusal. */
export function whyNoPolicy(snapshot: TenantSnapshot, agentId: string): string {
  const environment = environmentOf(snapshot, agentId);
  const rejected = snapshot.rejected.get(environment);
  if (rejected)
    return `The policy deployed to ${environment} was refused, so nothing is allowed. ${rejected.problem}`;
  return environment === "production"
    ? "This tenant has no published policy, so nothing is allowed."
    : `No policy is deployed to ${environment}, where this agent works, so nothing is allowed.`;
}
