import { requirePermission, type Actor, type Ctx } from "../platform/ctx";
import { withTenant, type Prisma, type Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { hashOf } from "../platform/json";
import { appendLeaf } from "../platform/ledger";
import { requireRecentProof } from "../tenants";
import { canDecide } from "./can-decide";
import { countVote } from "./count-vote";
import { loadDirectory } from "./directory";
import { groupProgress } from "./progress";
import { refusal } from "./refusal";
import { factsOf, type RequestFacts } from "./request-facts";
import { DELIBERATE_RISKS, DWELL_FLOOR_MS, RISKS, type ChangeNote, type DenyReason } from "./schemas";
import type { ApprovalStatus } from "./state";
import { advance, lockApproval, makeGrant, notifyVote, settle, type LockedApproval } from "./store";
import type { CanDecide, Decided, Verdict } from "./types";

/** Which door a decision came in by; the caller says it, never the person. */
export type Via = "console" | "slack" | "api";
export type VoteOptions = { via?: Via };

export type Ballot = {
  approvalId: string;
  verdict: Verdict;
  comment: string;
  reason?: DenyReason;
  changes?: ChangeNote[];
  dwellMs?: number | undefined;
};

export type Reviewer = Extract<Actor, { kind: "user" }>;
type Allowed = Extract<CanDecide, { ok: true }>;

/** @throws DomainError FORBIDDEN */
export function requireReviewer(ctx: Ctx): Reviewer {
  requirePermission(ctx, "approvals.decide");
  if (ctx.actor.kind !== "user")
    throw new DomainError("FORBIDDEN", "Only a person can decide an approval request.");
  return ctx.actor;
}

/**
 * Casts one person's vote under the request's lock, with all that follows from it: the next step, the end, the grant.
 * @throws DomainError FORBIDDEN, NOT_FOUND, CONFLICT, STEP_UP_REQUIRED
 */
export async function castVote(
  ctx: Ctx,
  reviewer: Reviewer,
  ballot: Ballot,
  { via = "console" }: VoteOptions,
): Promise<Decided> {
  return withTenant(ctx.tenantId, async (tx) => {
    const { approval, now } = await lockApproval(tx, ctx.tenantId, ballot.approvalId);
    const request = factsOf(approval);
    const directory = await loadDirectory(tx, ctx.tenantId);
    const allowed = canDecide(reviewer.id, request, directory, now, ballot.verdict);
    if (!allowed.ok) throw await refusal(tx, approval, allowed, now);
    if (ballot.verdict === "approve") requireApprovable(ctx, approval);
    const inPlaceOf = allowed.inPlaceOf?.userId ?? null;
    const counted = countVote(request, {
      userId: reviewer.id,
      forUserId: inPlaceOf,
      verdict: ballot.verdict,
      step: request.step,
      groups: allowed.groups,
    });
    if (!counted) throw new DomainError("CONFLICT", "This request was settled at the same moment.");
    const dwell = dwellOf(approval.riskLevel, ballot.dwellMs);
    await writeVote(tx, { approval, reviewer, ballot, allowed, via, dwell, now });
    const grantId = await apply(tx, approval, counted, now);
    const after: RequestFacts = { ...request, ...counted };
    const groups = groupProgress(after.chain, after.step, after.votes);
    const auditId = await appendLeaf(tx, ctx, {
      action: actionOf(counted, request),
      subjectKind: "approval",
      subjectId: approval.id,
      data: {
        ...recordOf(ballot, allowed, via, dwell),
        callId: approval.callId,
        capability: approval.capability,
        riskLevel: approval.riskLevel,
        argumentsHash: approval.argumentsHash,
        chain: { name: request.chain.name, version: request.chain.version },
        votedInStep: request.step,
        status: counted.status,
        step: counted.step,
        progress: groups,
        grantId,
      },
    });
    const steps = request.chain.steps.length;
    return {
      approvalId: approval.id,
      status: counted.status,
      step: counted.step + 1,
      steps,
      groups,
      auditId,
    };
  });
}

type Dwell = { dwellMs: number | null; hasty: boolean };

/** Unmeasured is not hasty. */
function dwellOf(riskLevel: string, dwellMs: number | undefined): Dwell {
  const risk = RISKS.find((known) => known === riskLevel);
  return {
    dwellMs: dwellMs ?? null,
    hasty: dwellMs !== undefined && risk !== undefined && dwellMs < DWELL_FLOOR_MS[risk],
  };
}

function actionOf(counted: { status: ApprovalStatus; step: number }, before: RequestFacts): string {
  if (counted.status !== "pending") return `approval.${counted.status}`;
  return counted.step > before.step ? "approval.advanced" : "approval.voted";
}

/** What was shown is what was hashed when the call was held, or nobody can say yes to it; nor does whoever found a browser open. */
function requireApprovable(ctx: Ctx, approval: LockedApproval): void {
  if (hashOf(approval.arguments) !== approval.argumentsHash)
    throw new DomainError(
      "CONFLICT",
      "The stored arguments are not the ones that were asked for, so they cannot be approved.",
    );
  if (DELIBERATE_RISKS.includes(approval.riskLevel)) requireRecentProof(ctx);
}

/** The vote itself, as the audit record has it. */
function recordOf(ballot: Ballot, { inPlaceOf, groups, by }: Allowed, via: Via, dwell: Dwell) {
  return {
    verdict: ballot.verdict,
    comment: ballot.comment,
    reason: ballot.reason ?? null,
    changes: ballot.changes ?? null,
    groups: [...groups],
    by,
    forUserId: inPlaceOf?.userId ?? null,
    delegationId: inPlaceOf?.delegationId ?? null,
    via,
    ...dwell,
  };
}

type Writing = {
  approval: LockedApproval;
  reviewer: Reviewer;
  ballot: Ballot;
  allowed: Allowed;
  via: Via;
  dwell: Dwell;
  now: Date;
};

async function writeVote(tx: Tx, { approval, reviewer, ballot, allowed, via, dwell, now }: Writing) {
  const { by: _by, changes, ...record } = recordOf(ballot, allowed, via, dwell);
  const data: Prisma.ApprovalVoteCreateManyInput = {
    ...record,
    ...(changes && { changes }),
    id: newId(),
    tenantId: approval.tenantId,
    approvalId: approval.id,
    userId: reviewer.id,
    step: approval.step,
    createdAt: now,
  };
  await tx.approvalVote.createMany({ data });
}

async function apply(
  tx: Tx,
  approval: LockedApproval,
  { status, step }: { status: ApprovalStatus; step: number },
  now: Date,
): Promise<string | null> {
  if (status === "pending") {
    if (step > approval.step) await advance(tx, approval.id, step);
    await notifyVote(tx, approval.tenantId, approval.id);
    return null;
  }
  await settle(tx, approval.id, status, now);
  return status === "approved" ? makeGrant(tx, approval, now) : null;
}
