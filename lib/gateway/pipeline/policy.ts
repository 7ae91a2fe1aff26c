import { evaluate, type PolicyRequest } from "../../policy";
import { PASS, type CallInFlight, type Step } from "./types";

/** What does the published policy say? A raised risk turns ALLOW into asking; the approval step takes it from there. */
export const policy: Step = {
  name: "policy",
  run: (call) => {
    const published = call.snapshot.policy;
    if (!published)
      return {
        kind: "refuse",
        code: "POLICY_DENIED",
        reason: "This tenant has no published policy, so nothing is allowed.",
      };
    const decision = evaluate(published.compiled, policyRequest(call));
    call.policy = decision;
    if (decision.action !== "DENY") return PASS;
    return { kind: "refuse", code: "POLICY_DENIED", reason: decision.reason, ruleId: decision.ruleId };
  },
};

function policyRequest({
  request,
  snapshot,
  now,
  session,
  capability,
  arguments: args,
}: CallInFlight): PolicyRequest {
  const { name, operation, riskLevel, reversible, scope, idempotent, requiresApproval, upstream } =
    capability!;
  const { id, kind, startedAt } = session!;
  return {
    principal: { id: request.caller.agentId, name: request.caller.agentName },
    tenant: { id: snapshot.tenantId, slug: snapshot.slug },
    session: { id, kind, startedAt, taint: [] },
    capability: {
      name,
      upstream: upstream.slug,
      operation,
      riskLevel,
      reversible,
      scope,
      idempotent,
      requiresApproval,
    },
    args,
    context: request.context ?? {},
    env: { name: "production" },
    now,
  };
}
