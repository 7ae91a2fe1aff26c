import { clock } from "../approvals";
import { callState, effectiveStatus, type CallState } from "../calls";
import { withTenant, type Approval, type Decision, type Outcome, type Tx } from "../platform/db";
import { DomainError, ERRORS, notFound, type ErrorCode, type ErrorMeta } from "../platform/errors";
import { isId } from "../platform/ids";
import type { JsonObject } from "../platform/json";
import { approvalUrl } from "./approval-url";
import { upstreamFailure } from "./execute";
import { ENDING_VOTES, saidOf, type EndingVote } from "./said";
import type { ApprovalSummary, CallAnswer, Caller, DecisionSummary } from "./types";

type Held = Approval & {
  grant: { consumedByDecisionId: string | null; expiresAt: Date } | null;
  votes: EndingVote[];
};

/** Everything recorded of one call: first decision, the people's, the one that ran it, and the outcome. */
export type StoredCall = {
  id: string;
  state: CallState;
  first: Decision;
  approval: Held | null;
  /** The decision that let it run: the first, or the one that used the approval. */
  ran: Decision | null;
  /** Of a call that people approved and that did not run: the last decision that would not have it all the same. */
  refused: Decision | null;
  outcome: Outcome | null;
  /** By the clock that wrote the deadlines: this process's own may be wrong. */
  now: Date;
};

/** One of the caller's own calls. @throws NOT_FOUND for every other id. */
export async function loadCall(caller: Caller, callId: string): Promise<StoredCall> {
  if (!isId(callId)) throw notFound("call");
  return withTenant(caller.tenantId, async (tx) => {
    const first = await tx.decision.findUnique({ where: { id: callId } });
    if (!first || first.agentId !== caller.agentId || first.callId !== callId) throw notFound("call");
    const approval = first.action === "REQUIRE_APPROVAL" ? await heldOf(tx, callId) : null;
    const usedBy = approval?.grant?.consumedByDecisionId;
    const ran = usedBy
      ? await tx.decision.findUnique({ where: { id: usedBy } })
      : first.action === "ALLOW"
        ? first
        : null;
    const outcome = ran ? await tx.outcome.findUnique({ where: { decisionId: ran.id } }) : null;
    const grant = approval?.grant ? { expiresAt: approval.grant.expiresAt, consumed: usedBy != null } : null;
    const refused = approval?.status === "approved" && !usedBy ? await refusalOf(tx, first, approval) : null;
    const facts = { action: first.action, outcomeDueAt: ran?.outcomeDueAt ?? null, outcome, approval, grant };
    const now = await clock(tx);
    return { id: callId, state: callState(facts, now), first, approval, ran, refused, outcome, now };
  });
}

/** Of this call only: an agent may have presented its approval with others, too. */
function refusalOf(tx: Tx, first: Decision, { id }: Held): Promise<Decision | null> {
  const { tenantId, agentId, capability, argumentsHash } = first;
  // What was refused before its arguments were looked at has no hash of them.
  const same = { OR: [{ argumentsHash }, { argumentsHash: null }] };
  return tx.decision.findFirst({
    where: { tenantId, approvalId: id, action: "DENY", agentId, capability, ...same },
    orderBy: { id: "desc" },
  });
}

function heldOf(tx: Tx, callId: string): Promise<Held | null> {
  const grant = { select: { consumedByDecisionId: true, expiresAt: true } };
  return tx.approval.findUnique({ where: { callId }, include: { grant, votes: ENDING_VOTES } });
}

export function decisionSummary(it: Decision): DecisionSummary {
  const { id, step, code, ruleId, reason, riskLevel } = it;
  // The CHECK constraint keeps the column to these three words.
  return { id, action: it.action as DecisionSummary["action"], step, code, ruleId, reason, riskLevel };
}

/** How the request for people of a call stands. */
export function approvalSummary({ approval, now }: StoredCall): ApprovalSummary | null {
  if (!approval) return null;
  const { id, expiresAt } = approval;
  const status = effectiveStatus(approval, now);
  return { id, status, url: approvalUrl(id), expiresAt: expiresAt.toISOString() };
}

/** The answer that the record of a call gives; null while there is none yet (running, or approved and not run). */
export function storedAnswer(stored: StoredCall): CallAnswer | null {
  const { id, state, first, approval, ran, outcome } = stored;
  const decision = decisionSummary(ran ?? first);
  if (outcome?.status === "succeeded" || outcome?.status === "tool_error")
    return {
      kind: "executed",
      callId: id,
      decision,
      status: outcome.status,
      result: outcome.result as JsonObject,
      replayed: false,
    };
  if (stored.refused) return refusedLater(id, stored.refused);
  const refused = (error: DomainError): CallAnswer => ({ kind: "refused", callId: id, decision, error });
  const meta = { decision: decision.action, rule: decision.ruleId, call_id: id };
  switch (state) {
    case "denied":
      return refused(
        approval ? ended(approval, state, meta) : new DomainError(codeOf(first.code), first.reason, { meta }),
      );
    case "held":
      return { kind: "held", callId: id, decision, approval: approvalSummary(stored)! };
    case "changes_requested":
    case "expired":
    case "cancelled":
      return refused(ended(approval!, state, meta));
    case "failed":
      return refused(upstreamFailure(codeOf(outcome?.errorCode), "failed", id));
    case "in_doubt":
      return refused(upstreamFailure(outcome ? codeOf(outcome.errorCode) : "IN_DOUBT", "in_doubt", id));
    default:
      return null;
  }
}

/** People said yes, and then the rules no. */
function refusedLater(callId: string, it: Decision): CallAnswer {
  const decision = decisionSummary(it);
  const meta = {
    decision: decision.action,
    rule: decision.ruleId,
    step: decision.step,
    call_id: callId,
    approval_id: it.approvalId,
  };
  return { kind: "refused", callId, decision, error: new DomainError(codeOf(it.code), it.reason, { meta }) };
}

function ended(approval: Held, status: string, meta: ErrorMeta): DomainError {
  const { code, reason, meta: more } = saidOf({ ...approval, status, unused: approval.grant !== null });
  return new DomainError(code, reason, { meta: { ...meta, approval_id: approval.id, ...more } });
}

function codeOf(stored: string | null | undefined): ErrorCode {
  return stored && Object.hasOwn(ERRORS, stored) ? (stored as ErrorCode) : "INTERNAL";
}
