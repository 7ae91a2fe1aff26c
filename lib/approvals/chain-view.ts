import type { RequestFacts } from "./request-facts";
import { membersInWords, type Names } from "./names";
import { groupProgress, isStepDone } from "./progress";
import type { ApprovalDetail, ChainStepView } from "./types";

/** The whole requirement of a request and how far it has come, in words. */
export function chainView(request: RequestFacts, names: Names): ApprovalDetail["chain"] {
  const { name, version, denyThreshold, steps } = request.chain;
  return { name, version, denyThreshold, steps: steps.map((_, step) => stepView(request, step, names)) };
}

function stepView(request: RequestFacts, step: number, names: Names): ChainStepView {
  const { chain, votes } = request;
  const specs = chain.steps[step]?.groups ?? [];
  const groups = groupProgress(chain, step, votes).map((progress, index) => {
    const members = specs[index]?.members;
    return { ...progress, who: members ? membersInWords(members, names) : "" };
  });
  const state = isStepDone(chain, step, votes) ? "done" : step === request.step ? "open" : "later";
  return { name: chain.steps[step]?.name ?? "", state, groups };
}

/** Who comes in when it is escalated, in words; null where nobody does. */
export function escalationInWords({ chain }: RequestFacts, names: Names): string | null {
  return chain.escalation && membersInWords(chain.escalation, names);
}
