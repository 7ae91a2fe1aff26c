import { requirePermission, type Actor, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { newId } from "../platform/ids";
import { hashOf } from "../platform/json";
import { appendLeaf } from "../platform/ledger";
import { canDecide } from "./can-decide";
import { ApproveInput, DenyInput } from "./schemas";
import { nextStatus, type ApprovalStatus } from "./state";
import { lockApproval, notifyVote, settle, userName, type LockedApproval } from "./store";
import type { CannotCause } from "./types";

/** How long an approved call may wait for its agent to come back, from the last approval, in milliseconds. */
export const GRANT_TTL_MS = 15 * 60_000;

export type Decided = {
  approvalId: string;
  status: ApprovalStatus;
  approvals: number;
  requiredApprovals: number;
  /** The audit record of this vote. */
  auditId: string;
};

/**
 * One person's yes. With the last one that is needed, a single-use grant for exactly this call comes into being.
 * @throws DomainError FORBIDDEN (role, own request), NOT_FOUND, INVALID_INPUT, CONFLICT (decided, expired, already voted)
 */
export async function approve(ctx: Ctx, input: ApproveInput): Promise<Decided> {
  const person = requirePerson(ctx);
  const parsed = ApproveInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  return vote(ctx, person, { ...parsed.data, comment: parsed.data.comment ?? "", verdict: "approve" });
}

/**
 * One person's no, which ends the request whatever others said. The comment is told to the agent.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID_INPUT, CONFLICT as in {@link approve}
 */
export async function deny(ctx: Ctx, input: DenyInput): Promise<Decided> {
  const person = requirePerson(ctx);
  const parsed = DenyInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  return vote(ctx, person, { ...parsed.data, verdict: "deny" });
}

type Person = Extract<Actor, { kind: "user" }>;
type Ballot = { approvalId: string; verdict: "approve" | "deny"; comment: string };

function requirePerson(ctx: Ctx): Person {
  requirePermission(ctx, "approvals.decide");
  if (ctx.actor.kind !== "user")
    throw new DomainError("FORBIDDEN", "Only a person can decide an approval request.");
  return ctx.actor;
}

async function vote(ctx: Ctx, person: Person, ballot: Ballot): Promise<Decided> {
  return withTenant(ctx.tenantId, async (tx) => {
    const { approval, now } = await lockApproval(tx, ctx.tenantId, ballot.approvalId);
    const allowed = canDecide(person, approval, now);
    if (!allowed.ok) throw await refusal(tx, approval, allowed, now);
    const approvals = approval.votes.length + (ballot.verdict === "approve" ? 1 : 0);
    const event =
      ballot.verdict === "approve"
        ? { kind: "approve" as const, approvals, required: approval.requiredApprovals }
        : { kind: "deny" as const };
    const status = nextStatus(approval.status as ApprovalStatus, event);
    if (status === null) throw new DomainError("CONFLICT", `This is already ${approval.status}.`);
    requireIntact(approval, ballot);
    await tx.approvalVote.create({
      data: {
        id: newId(),
        tenantId: ctx.tenantId,
        approvalId: approval.id,
        userId: person.id,
        verdict: ballot.verdict,
        comment: ballot.comment,
        createdAt: now,
      },
    });
    const grantId = await apply(tx, approval, status, now);
    const auditId = await appendLeaf(tx, ctx, {
      action: status === "pending" ? "approval.voted" : `approval.${status}`,
      subjectKind: "approval",
      subjectId: approval.id,
      data: {
        callId: approval.callId,
        capability: approval.capability,
        argumentsHash: approval.argumentsHash,
        verdict: ballot.verdict,
        comment: ballot.comment,
        status,
        approvals,
        requiredApprovals: approval.requiredApprovals,
        grantId,
      },
    });
    return {
      approvalId: approval.id,
      status,
      approvals,
      requiredApprovals: approval.requiredApprovals,
      auditId,
    };
  });
}

/** What was shown to the person is what was hashed when the call was held, or nobody can say yes to it. */
function requireIntact(approval: LockedApproval, ballot: Ballot): void {
  if (ballot.verdict === "deny" || hashOf(approval.arguments) === approval.argumentsHash) return;
  throw new DomainError(
    "CONFLICT",
    "The stored arguments are not the ones that were asked for, so they cannot be approved.",
  );
}

async function apply(
  tx: Tx,
  approval: LockedApproval,
  status: ApprovalStatus,
  now: Date,
): Promise<string | null> {
  if (status === "pending") {
    await notifyVote(tx, approval.tenantId, approval.id);
    return null;
  }
  await settle(tx, approval.id, status, now);
  if (status !== "approved") return null;
  const { tenantId, sessionId, agentId, capability, definitionHash, argumentsHash, policyRevisionId } =
    approval;
  const grant = await tx.grant.create({
    data: {
      id: newId(),
      approvalId: approval.id,
      tenantId,
      sessionId,
      agentId,
      capability,
      definitionHash,
      argumentsHash,
      policyRevisionId,
      createdAt: now,
      expiresAt: new Date(now.getTime() + GRANT_TTL_MS),
    },
  });
  return grant.id;
}

const CODES = {
  decided: "CONFLICT",
  expired: "CONFLICT",
  voted: "CONFLICT",
  requester: "FORBIDDEN",
  role: "FORBIDDEN",
} as const satisfies Record<CannotCause, string>;

async function refusal(
  tx: Tx,
  approval: LockedApproval,
  why: { cause: CannotCause; reason: string },
  now: Date,
): Promise<DomainError> {
  const last = approval.votes.at(-1);
  if (why.cause !== "decided" || !approval.decidedAt || !last)
    return new DomainError(CODES[why.cause], why.reason, { meta: { cause: why.cause } });
  const by = await userName(tx, last.userId);
  const seconds = Math.max(0, Math.round((now.getTime() - approval.decidedAt.getTime()) / 1000));
  const detail = `${by} ${approval.status} this ${ago(seconds)}.`;
  return new DomainError("CONFLICT", detail, {
    meta: {
      cause: why.cause,
      status: approval.status,
      decidedBy: by,
      decidedAt: approval.decidedAt.toISOString(),
    },
  });
}

function ago(seconds: number): string {
  if (seconds < 90) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
}
