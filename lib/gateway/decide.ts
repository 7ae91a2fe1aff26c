import { cancelApproval } from "../approvals";
import { systemCtx } from "../platform/ctx";
import { DomainError, refusal } from "../platform/errors";
import { newId } from "../platform/ids";
import { approvalUrl } from "./approval-url";
import { approvalRow } from "./ask";
import { commitDecision, type CommitAnswer, type DecisionRow } from "./commit";
import { storable, withLeaf } from "./commit/build";
import { newPurse } from "./limits/purse";
import { evaluateCall, forgetSession, type CallInFlight, type Evaluation } from "./pipeline";
import { redact } from "../policy";
import { decisionRisk } from "./risk";
import { riskTerms, snapshots } from "./snapshot";
import type { ApprovalSummary, CallRequest, DecisionSummary } from "./types";

/** A change of control during evaluation starts it over; more moves than this in a row is not a busy admin. */
const MAX_EVALUATIONS = 8;
/** How long after an ALLOW's own time-out its outcome may still arrive before the call is in doubt. */
const OUTCOME_GRACE_S = 10;

/** What is settled about a call once its decision is durable. */
export type Decided =
  | { kind: "allowed"; call: CallInFlight; callId: string; decision: DecisionSummary }
  | { kind: "held"; callId: string; decision: DecisionSummary; approval: ApprovalSummary }
  | { kind: "attached"; callId: string; approval: ApprovalSummary }
  | { kind: "refused"; callId: string; decision: DecisionSummary; error: DomainError }
  | { kind: "replay"; callId: string };

/**
 * Evaluates a call and commits what comes out, under the control epoch it was evaluated in: where that has
 * moved meanwhile, on any process, the call is evaluated again. Returns only what is durable.
 * @throws DomainError UNAVAILABLE, OVERLOADED: nothing was decided, nothing may run.
 */
export async function decide(asked: CallRequest): Promise<Decided> {
  const request = asked.purse ? asked : { ...asked, purse: newPurse() };
  const { tenantId } = request.caller;
  let overtaken: Overtaken = "stale";
  for (let attempt = 0; attempt < MAX_EVALUATIONS; attempt++) {
    const snapshot = await snapshots().current(tenantId);
    if (!snapshot) throw new DomainError("UNAUTHENTICATED", "The tenant of this API key does not exist.");
    const evaluation = await evaluateCall(request, snapshot);
    const decided = await commit(evaluation).finally(() => evaluation.call.leave?.());
    if (typeof decided !== "string") return decided;
    overtaken = decided;
  }
  const why = KEPT_CHANGING[overtaken] ?? "The rules kept changing while this call was decided.";
  throw new DomainError("UNAVAILABLE", `${why} Nothing was executed; try again.`);
}

/** What was not so any more when a decision should have become durable. */
type Overtaken = Exclude<CommitAnswer["status"], "committed">;

const KEPT_CHANGING: Partial<Record<Overtaken, string>> = {
  attached: "Equal calls kept asking people and being answered while this call was decided.",
  grant_refused: "The approval of this call stood open each time it was read, and could not be used.",
};

/** Why the call has to be evaluated again, where it has to be. */
async function commit(evaluation: Evaluation): Promise<Decided | Overtaken> {
  const { verdict, call } = evaluation;
  if (verdict.kind === "replay") return verdict;
  if (verdict.kind === "attach")
    return { kind: "attached", callId: verdict.callId, approval: verdict.approval };
  const { caller, sessionId } = call.request;
  const row = decisionRow(evaluation);
  const { status, at } = await commitDecision(caller.tenantId, row, riskTerms(call.snapshot));
  if (status === "committed") return settled(evaluation, row, at);
  if (status === "stale") await snapshots().reload(caller.tenantId);
  else if (status === "session_ended") forgetSession(caller.tenantId, sessionId);
  // Only now it is certain that this isn't judged by rules of yesterday, and that the other request is in the way.
  else if (status === "attached" && verdict.kind === "ask" && verdict.instead)
    await cancelApproval(systemCtx(caller.tenantId, call.request.requestId), verdict.instead);
  // grant_refused, duplicate, attached: somebody was faster. The next evaluation reads what they wrote.
  return status;
}

/** @param at when the row was written, by the clock that its deadlines were written by. */
function settled({ call, verdict }: Evaluation, row: DecisionRow, at: Date): Decided {
  const decision = summary(row);
  if (verdict.kind === "refuse") {
    const { code, reason, faults = [], retryAfterSeconds: retry_after, approvalId, meta: more } = verdict;
    const meta = {
      decision: "DENY",
      rule: row.rule_id ?? null,
      step: row.step,
      call_id: row.call_id,
      ...(retry_after === undefined ? {} : { retry_after }),
      ...(approvalId === undefined ? {} : { approval_id: approvalId }),
      ...more,
    };
    return {
      kind: "refused",
      callId: row.call_id,
      decision,
      error: refusal(code, reason, { faults, meta }),
    };
  }
  if (row.approval) {
    const { id, ttl_seconds } = row.approval;
    const expiresAt = new Date(at.getTime() + ttl_seconds * 1_000).toISOString();
    return {
      kind: "held",
      callId: row.call_id,
      decision,
      approval: { id, status: "pending", url: approvalUrl(id), expiresAt },
    };
  }
  return { kind: "allowed", call, callId: row.call_id, decision };
}

function summary(row: DecisionRow): DecisionSummary {
  const { id, action, step, code, rule_id, reason, risk_level } = row;
  return { id, action, step, code, ruleId: rule_id ?? null, reason, riskLevel: risk_level ?? null };
}

/** A key is bound by what is worth replaying; what a caller can mend (a typo, a stop) may be tried again with it. */
function bindsKey({ step, verdict }: Evaluation): boolean {
  return verdict.kind !== "refuse" || step === "policy";
}

function decisionRow(evaluation: Evaluation): DecisionRow {
  const { call, step, verdict } = evaluation;
  const { request, snapshot, capability, active, policy, grant } = call;
  const id = newId();
  const refused = verdict.kind === "refuse" ? verdict : null;
  const asked = verdict.kind === "ask";
  const approval = asked ? approvalRow(call, verdict.chain) : undefined;
  // People have to see all of what they are asked about.
  const redacted = asked ? undefined : policy?.obligations.redact;
  // A session that isn't this agent's is not named in its record.
  const session_id = call.session?.id;
  const action = refused ? "DENY" : asked ? "REQUIRE_APPROVAL" : "ALLOW";
  const code = refused?.code ?? (asked ? "APPROVAL_REQUIRED" : grant ? "APPROVED" : "POLICY_ALLOWED");
  const grant_id = grant?.grantId;
  const resumed = request.resumed ? request.approvalId : undefined;
  const approval_id = approval?.id ?? grant?.approvalId ?? refused?.approvalId ?? resumed;
  return withLeaf(
    { tenantId: request.caller.tenantId, agentId: request.caller.agentId, requestId: request.requestId },
    {
      id,
      call_id: grant?.callId ?? id,
      session_id,
      agent_id: request.caller.agentId,
      capability: storable(request.capability).slice(0, 200),
      // Also where an earlier step refused it: a registered tool is named as such.
      capability_id: (capability ?? snapshot.capabilities.get(request.capability))?.id,
      definition_hash: capability?.definitionHash,
      action,
      step,
      code,
      rule_id: (refused ? refused.ruleId : policy?.ruleId) ?? undefined,
      reason: storable(
        refused?.reason ??
          (grant ? "Approved by people; the approval is used with this call." : (policy?.reason ?? "")),
      ),
      risk_level: policy?.riskLevel ?? capability?.riskLevel ?? undefined,
      explanation: jsonText(policy?.explanation),
      obligations: jsonText(policy?.obligations),
      policy_revision_id: active?.revisionId,
      control_epoch: snapshot.epoch.toString(),
      arguments: jsonText(redact("arguments", request.arguments, redacted)),
      arguments_hash: call.argumentsHash ?? undefined,
      context: jsonText(request.context && redact("context", request.context, redacted)),
      approval_id,
      grant_id,
      door: request.door,
      request_id: request.requestId,
      traceparent: request.traceparent,
      outcome_due_seconds: refused || asked ? undefined : dueSeconds(call),
      idempotency_key: bindsKey(evaluation) ? request.idempotencyKey : undefined,
      request_hash: call.requestHash ?? undefined,
      approval,
      ...decisionRisk(
        snapshot,
        { action, step, code, grant_id, approval_id, session_id },
        refused?.stopScope ?? null,
      ),
    },
  );
}

function jsonText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}

function dueSeconds({ capability }: CallInFlight): number {
  return (capability!.timeoutMs / 1_000) * (capability!.retries + 1) + OUTCOME_GRACE_S;
}
