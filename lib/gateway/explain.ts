import { DomainError } from "../platform/errors";
import { explain, type FullExplanation, type PolicyDecision } from "../policy";
import { judgeCall } from "./pipeline";
import { snapshots } from "./snapshot";
import type { Caller, CallRequest } from "./types";

type Asked = Pick<CallRequest, "sessionId" | "capability" | "arguments" | "context" | "requestId">;

/**
 * What the published policy would decide of a call at this moment. Nothing is executed and nothing recorded, and
 * nobody is asked: kill switches, limits and approvals are the business of calls that are made.
 * @throws DomainError as the call itself would be refused with, where the policy would not even be asked
 */
export async function explainCall(
  caller: Caller,
  asked: Asked,
): Promise<{ decision: PolicyDecision; explanation: FullExplanation; revisionId: string }> {
  const snapshot = await snapshots().current(caller.tenantId);
  if (!snapshot) throw new DomainError("UNAUTHENTICATED", "The tenant of this API key does not exist.");
  const signal = new AbortController().signal;
  const { call, verdict } = await judgeCall({ ...asked, caller, door: "rest", signal, holdMs: 0 }, snapshot);
  const { policy: decision, policyRequest, active } = call;
  if (!decision || !policyRequest || !active) {
    const { code, reason, faults = [] } = verdict.kind === "refuse" ? verdict : UNJUDGED;
    throw new DomainError(code, reason, { faults });
  }
  return {
    decision,
    explanation: explain(active.compiled, policyRequest, snapshot.exceptions),
    revisionId: active.revisionId,
  };
}

const UNJUDGED = { code: "INTERNAL", reason: "The policy was not asked.", faults: [] } as const;
