import { evaluate, type PolicyRequest } from "../../policy";
import { policyFor, whyNoPolicy } from "../snapshot";
import { policyRequest } from "./policy-request";
import { PASS, type CallInFlight, type Step, type Verdict } from "./types";

/** What does the published policy say? A raised risk turns ALLOW into asking; the approval step takes it from there. */
export const policy: Step = {
  name: "policy",
  run: (call) => {
    const { snapshot, request: asked } = call;
    const { agentId } = asked.caller;
    if (!policyFor(snapshot, agentId))
      return { kind: "refuse", code: "POLICY_DENIED", reason: whyNoPolicy(snapshot, agentId) };
    const request = policyRequest(call);
    return request instanceof Promise ? request.then((it) => judge(call, it)) : judge(call, request);
  },
};

function judge(call: CallInFlight, request: PolicyRequest): Verdict {
  const active = policyFor(call.snapshot, call.request.caller.agentId)!; // the step has seen to it
  const decision = evaluate(active.compiled, request, call.snapshot.exceptions);
  call.policyRequest = request;
  call.policy = decision;
  if (decision.action !== "DENY") return PASS;
  return { kind: "refuse", code: "POLICY_DENIED", reason: decision.reason, ruleId: decision.ruleId };
}
