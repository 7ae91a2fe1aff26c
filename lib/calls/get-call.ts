import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Decision, type Tx } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { Id } from "./schemas";
import { oneCall } from "./session-calls";
import type { Action, CallDetail, CallRow, DecisionFacts } from "./types";

/**
 * Everything recorded of one call: arguments, both decisions, votes, result.
 * @param callId the id of the call's first decision.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function getCall(ctx: Ctx, callId: string): Promise<CallDetail> {
  requirePermission(ctx, "sessions.read");
  const parsed = Id.safeParse(callId);
  if (!parsed.success) throw invalidInput(parsed.error);
  return withTenant(ctx.tenantId, async (tx) => {
    const row = await oneCall(tx, ctx.tenantId, parsed.data);
    if (!row) throw new DomainError("NOT_FOUND", "There is no such call here.");
    return detail(tx, row);
  });
}

async function detail(tx: Tx, row: CallRow): Promise<CallDetail> {
  const first = await tx.decision.findUniqueOrThrow({ where: { id: row.id } });
  const grant = row.approval && (await tx.grant.findUnique({ where: { approvalId: row.approval.id } }));
  const second = grant?.consumedByDecisionId
    ? await tx.decision.findUnique({ where: { id: grant.consumedByDecisionId } })
    : null;
  const outcome = await tx.outcome.findUnique({ where: { decisionId: second?.id ?? first.id } });
  const agent = await tx.agent.findUnique({ where: { id: first.agentId }, select: { name: true } });
  return {
    ...row,
    agentId: first.agentId,
    agentName: agent?.name ?? "unknown agent",
    arguments: first.arguments,
    argumentsHash: first.argumentsHash,
    decision: await decisionFacts(tx, first),
    redeeming: second && (await decisionFacts(tx, second)),
    votes: row.approval ? await readVotes(tx, row.approval.id) : [],
    result: outcome?.result ?? null,
    resultHash: outcome?.resultHash ?? null,
    errorMessage: outcome?.errorMessage ?? null,
  };
}

async function decisionFacts(tx: Tx, decision: Decision): Promise<DecisionFacts> {
  const revision = decision.policyRevisionId
    ? await tx.policyRevision.findUnique({
        where: { id: decision.policyRevisionId },
        select: { number: true },
      })
    : null;
  return {
    id: decision.id,
    action: decision.action as Action,
    step: decision.step,
    code: decision.code,
    ruleId: decision.ruleId,
    reason: decision.reason,
    riskLevel: decision.riskLevel,
    explanation: decision.explanation,
    obligations: decision.obligations,
    context: decision.context,
    controlEpoch: decision.controlEpoch.toString(),
    policyRevisionId: decision.policyRevisionId,
    policyRevisionNumber: revision?.number ?? null,
    definitionHash: decision.definitionHash,
    door: decision.door,
    requestId: decision.requestId,
    traceparent: decision.traceparent,
    decidedAt: decision.decidedAt.toISOString(),
    outcomeDueAt: decision.outcomeDueAt?.toISOString() ?? null,
  };
}

/** What people said on one request, in order, with their names. */
export async function readVotes(
  tx: Tx,
  approvalId: string,
): Promise<(CallDetail["votes"][number] & { userId: string })[]> {
  const votes = await tx.approvalVote.findMany({ where: { approvalId }, orderBy: { id: "asc" } });
  const users = await tx.user.findMany({
    where: { id: { in: votes.map((vote) => vote.userId) } },
    select: { id: true, name: true },
  });
  const names = new Map(users.map((user) => [user.id, user.name]));
  return votes.map((vote) => ({
    userId: vote.userId,
    userName: names.get(vote.userId) ?? "a former member",
    verdict: vote.verdict,
    comment: vote.comment,
    createdAt: vote.createdAt.toISOString(),
  }));
}
