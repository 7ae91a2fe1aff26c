import type { CompiledPolicy } from "./compile";
import { raise } from "./raise";
import type { Action, CapabilityRequest } from "./types";

/** Who would call what, as far as it is known before there is a call. */
export type Prospect = {
  principal: string;
  environment: string;
  tenant: string;
  capability: Pick<CapabilityRequest, "name" | "riskLevel" | "requiresApproval">;
};

/**
 * One answer that the policy could give. `when` is the rule's condition; null: it always holds. `raised` says why
 * an ALLOW asks people after all.
 */
export type PossibleAnswer = {
  ruleId: string | null;
  action: Action;
  when: string | null;
  raised: string | null;
};

/**
 * The answers that calls by this principal could get, in the policy's order: the first whose condition holds is
 * the one. The last always holds. Exceptions are not looked at.
 */
export function possibleAnswers(policy: CompiledPolicy, prospect: Prospect): PossibleAnswer[] {
  const { principal, environment, tenant, capability } = prospect;
  const answers: PossibleAnswer[] = [];
  for (const rule of policy.index.candidates(principal, capability.name)) {
    if (rule.environments && !rule.environments.has(environment)) continue;
    if (rule.tenants && !rule.tenants.has(tenant)) continue;
    answers.push({
      ruleId: rule.id,
      ...answer(rule.action, capability, rule.acceptsHigh),
      when: rule.when?.text ?? null,
    });
    if (!rule.when) return answers;
  }
  return [...answers, { ruleId: null, ...answer(policy.default, capability, false), when: null }];
}

function answer(action: Action, capability: Prospect["capability"], acceptsHigh: boolean) {
  const raised = action === "ALLOW" ? raise(capability, acceptsHigh) : null;
  return { action: raised ? ("REQUIRE_APPROVAL" as const) : action, raised: raised?.sentence ?? null };
}
