import { callState, type CallState } from "../calls";
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
  outcome: Outcome | null;
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
    const facts = { action: first.action, outcomeDueAt: ran?.outcomeDueAt ?? null, outcome, approval, grant };
    return { id: callId, state: callState(facts, new Date()), first, approval, ran, outcome };
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

export function approvalSummary({ id, status, expiresAt }: Approval, now = new Date()): ApprovalSummary {
  const shown = status === "pending" && expiresAt <= now ? "expired" : (status as ApprovalSummary["status"]);
  return { id, status: shown, url: approvalUrl(id), expiresAt: expiresAt.toISOString() };
}

/** The answer that the record of a call gives; null while there is none yet (running, or approved and not run). */
export function storedAnswer({ id, state, first, approval, ran, outcome }: StoredCall): CallAnswer | null {
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
  const refused = (error: DomainError): CallAnswer => ({ kind: "refused", callId: id, decision, error });
  const meta = { decision: decision.action, rule: decision.ruleId, call_id: id };
  switch (state) {
    case "denied":
      return refused(
        approval ? ended(approval, state, meta) : new DomainError(codeOf(first.code), first.reason, { meta }),
      );
    case "held":
      return { kind: "held", callId: id, decision, approval: approvalSummary(approval!) };
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

function ended(approval: Held, status: string, meta: ErrorMeta): DomainError {
  const { code, reason, meta: more } = saidOf({ ...approval, status });
  return new DomainError(code, reason, { meta: { ...meta, approval_id: approval.id, ...more } });
}

function codeOf(stored: string | null | undefined): ErrorCode {
  return stored && Object.hasOwn(ERRORS, stored) ? (stored as ErrorCode) : "INTERNAL";
}
