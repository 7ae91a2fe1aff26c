import { evaluate, type PolicyRequest } from "../../policy";
import { whyNoPolicy, type ActivePolicy } from "../snapshot";
import { policyRequest } from "./policy-request";
import { PASS, type CallInFlight, type Step, type Verdict } from "./types";

/** What does the published policy say? A raised risk turns ALLOW into asking; the approval step takes it from there. */
export const policy: Step = {
  name: "policy",
  run: (call) => {
    const { active } = call;
    if (!active) {
      const reason = whyNoPolicy(call.snapshot, call.request.caller.agentId);
      return { kind: "refuse", code: "POLICY_DENIED", reason };
    }
    const request = policyRequest(call, active);
    return request instanceof Promise
      ? request.then((it) => judge(call, active, it))
      : judge(call, active, request);
  },
};

function judge(call: CallInFlight, active: ActivePolicy, request: PolicyRequest): Verdict {
  const decision = evaluate(active.compiled, request, call.snapshot.exceptions);
  call.policyRequest = request;
  call.policy = decision;
  // Whatever else an engine might answer one day, only these two let a call go on.
  if (decision.action === "ALLOW" || decision.action === "REQUIRE_APPROVAL") return PASS;
  return { kind: "refuse", code: "POLICY_DENIED", reason: decision.reason, ruleId: decision.ruleId };
}
