import { requirePermission, type Ctx } from "../platform/ctx";
import { Prisma, withTenant, type ApprovalVote, type Tx } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { hashOf } from "../platform/json";
import { callsBefore, Id, oneCall } from "../calls";
import { provedRecently } from "../tenants";
import { whoCanDecide } from "./can-decide";
import { chainView, escalationInWords } from "./chain-view";
import { loadDirectory } from "./directory";
import { readFacts } from "./facts";
import { loadNames, type Names } from "./names";
import { factsOf } from "./request-facts";
import { readRows } from "./rows";
import { DELIBERATE_RISKS, type ChangeNote, type DenyReason } from "./schemas";
import { clock } from "./store";
import { agentFacts, capabilityFacts, isOutdated, revisionNumber, sessionFacts } from "./subject";
import type { ApprovalDetail, Verdict, Vote } from "./types";

const CALLS_BEFORE = 5;
const MAX_DECIDERS = 50;

/**
 * Everything a person needs to decide one request, on one screen.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function getApproval(ctx: Ctx, id: string): Promise<ApprovalDetail> {
  requirePermission(ctx, "approvals.read");
  const parsed = Id.safeParse(id);
  if (!parsed.success) throw invalidInput(parsed.error);
  return withTenant(ctx.tenantId, async (tx) => {
    const directory = await loadDirectory(tx, ctx.tenantId);
    const ids = Prisma.sql`SELECT ${parsed.data}::uuid AS id`;
    const [row] = await readRows(tx, ctx, { ids, newestFirst: true, directory });
    if (!row) throw new DomainError("NOT_FOUND", "There is no such approval request here.");
    const approval = await tx.approval.findUniqueOrThrow({
      where: { id: row.id },
      include: { votes: { orderBy: { id: "asc" } } },
    });
    const request = factsOf(approval);
    const names = await loadNames(tx, request.chain, peopleOf(approval.votes, request));
    const call = await oneCall(tx, ctx.tenantId, approval.callId);
    const now = await clock(tx);
    return {
      ...row,
      agent: await agentFacts(tx, approval.agentId),
      session: await sessionFacts(tx, approval.sessionId),
      requesters: request.requesters.map((it) => ({ ...it, name: names.person(it.userId) })),
      capabilityFacts: await capabilityFacts(tx, approval),
      arguments: approval.arguments,
      argumentsHash: approval.argumentsHash,
      argumentsIntact: hashOf(approval.arguments) === approval.argumentsHash,
      reason: approval.reason,
      policyRevisionId: approval.policyRevisionId,
      policyRevisionNumber: await revisionNumber(tx, approval.policyRevisionId),
      outdated: await isOutdated(tx, approval),
      explanation: await explanationOf(tx, approval.callId),
      chain: chainView(request, names),
      escalation: escalationInWords(request, names),
      deciders: whoCanDecide(request, directory, now).slice(0, MAX_DECIDERS),
      votes: approval.votes.map((vote) => toVote(vote, names)),
      cancelCause: approval.cancelCause,
      before: await callsBefore(tx, ctx.tenantId, approval.sessionId, approval.callId, CALLS_BEFORE),
      call: call && { state: call.state, outcome: call.outcome, redeemedAt: call.redeemedAt },
      facts: await readFacts(tx, ctx, approval),
      stepUp: { needed: DELIBERATE_RISKS.includes(approval.riskLevel), fresh: provedRecently(ctx.actor) },
      now: now.toISOString(),
    };
  });
}

async function explanationOf(tx: Tx, id: string): Promise<unknown> {
  const decision = await tx.decision.findUnique({ where: { id }, select: { explanation: true } });
  return decision?.explanation ?? null;
}

function peopleOf(
  votes: readonly ApprovalVote[],
  { requesters }: { requesters: readonly { userId: string }[] },
) {
  const voted = votes.flatMap(({ userId, forUserId }) =>
    forUserId === null ? [userId] : [userId, forUserId],
  );
  return [...voted, ...requesters.map(({ userId }) => userId)];
}

/** Casts are safe because only our verbs write votes, from values of these types. */
function toVote(vote: ApprovalVote, names: Names): Vote {
  return {
    userName: names.person(vote.userId),
    inPlaceOf: vote.forUserId === null ? null : names.person(vote.forUserId),
    verdict: vote.verdict as Verdict,
    step: vote.step + 1,
    reason: vote.reason as DenyReason | null,
    comment: vote.comment,
    changes: (vote.changes ?? []) as ChangeNote[],
    via: vote.via,
    dwellMs: vote.dwellMs,
    hasty: vote.hasty,
    createdAt: vote.createdAt.toISOString(),
  };
}
