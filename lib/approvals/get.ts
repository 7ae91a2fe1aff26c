import { requirePermission, type Ctx } from "../platform/ctx";
import { Prisma, withTenant, type Approval, type Tx } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { hashOf } from "../platform/json";
import { callsBefore, databaseNow, Id, oneCall, readVotes } from "../calls";
import { canDecide } from "./can-decide";
import { readRows } from "./rows";
import type { ApprovalDetail, CapabilityFacts } from "./types";

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
    const [row] = await readRows(tx, ctx, {
      ids: Prisma.sql`SELECT ${parsed.data}::uuid AS id`,
      newestFirst: true,
    });
    if (!row) throw new DomainError("NOT_FOUND", "There is no such approval request here.");
    const approval = await tx.approval.findUniqueOrThrow({ where: { id: row.id } });
    const decision = await tx.decision.findUnique({
      where: { id: approval.callId },
      select: { explanation: true },
    });
    const call = await oneCall(tx, ctx.tenantId, approval.callId);
    const votes = await readVotes(tx, row.id);
    const now = await databaseNow(tx);
    return {
      ...row,
      agent: await agentFacts(tx, approval.agentId),
      session: await sessionFacts(tx, approval.sessionId),
      capabilityFacts: await capabilityFacts(tx, approval),
      arguments: approval.arguments,
      argumentsHash: approval.argumentsHash,
      argumentsIntact: hashOf(approval.arguments) === approval.argumentsHash,
      ruleId: approval.ruleId,
      reason: approval.reason,
      policyRevisionNumber: await revisionNumber(tx, approval.policyRevisionId),
      explanation: decision?.explanation ?? null,
      eligibleRole: approval.eligibleRole,
      deciders: await deciders(tx, approval, votes, new Date(now)),
      votes: votes.map(({ userName, verdict, comment, createdAt }) => ({
        userName,
        verdict,
        comment,
        createdAt,
      })),
      before: await callsBefore(tx, ctx.tenantId, approval.sessionId, approval.callId, CALLS_BEFORE),
      call: call && { state: call.state, outcome: call.outcome, redeemedAt: call.redeemedAt },
      now,
    };
  });
}

async function agentFacts(tx: Tx, id: string): Promise<ApprovalDetail["agent"]> {
  const agent = await tx.agent.findUnique({ where: { id } });
  const owner = agent?.ownerId
    ? await tx.user.findUnique({ where: { id: agent.ownerId }, select: { name: true } })
    : null;
  return {
    id,
    name: agent?.name ?? "unknown agent",
    description: agent?.description ?? "",
    ownerName: owner?.name ?? null,
    disabled: agent?.disabledAt != null,
  };
}

async function sessionFacts(tx: Tx, id: string): Promise<ApprovalDetail["session"]> {
  const session = await tx.session.findUnique({ where: { id } });
  return {
    id,
    label: session?.label ?? "",
    kind: session?.kind ?? "",
    startedAt: (session?.startedAt ?? new Date(0)).toISOString(),
  };
}

async function capabilityFacts(tx: Tx, approval: Approval): Promise<CapabilityFacts | null> {
  const where = { tenantId_name: { tenantId: approval.tenantId, name: approval.capability } };
  const capability = await tx.capability.findUnique({
    where,
    include: { upstream: { select: { name: true } } },
  });
  if (!capability) return null;
  const {
    title,
    operation,
    reversible,
    effects,
    scope,
    compensationSupported,
    compensationStrategy,
    compensationCapability,
    riskJustification,
  } = capability;
  return {
    title,
    operation,
    reversible,
    effects,
    scope,
    compensationSupported,
    compensationStrategy,
    compensationCapability,
    riskJustification,
    upstreamName: capability.upstream.name,
    changedSince: capability.definitionHash !== approval.definitionHash,
  };
}

async function revisionNumber(tx: Tx, id: string | null): Promise<number | null> {
  if (!id) return null;
  const revision = await tx.policyRevision.findUnique({ where: { id }, select: { number: true } });
  return revision?.number ?? null;
}

/** The people whom {@link canDecide} would let decide it now, so that a waiting team knows whom to ask. */
async function deciders(
  tx: Tx,
  approval: Approval,
  votes: { userId: string; verdict: string }[],
  now: Date,
): Promise<string[]> {
  const members = await tx.membership.findMany({
    where: { tenantId: approval.tenantId, roles: { has: approval.eligibleRole }, user: { disabledAt: null } },
    include: { user: { select: { name: true } } },
    take: 500,
  });
  return members
    .filter((member) => canDecide({ id: member.userId, roles: member.roles }, { ...approval, votes }, now).ok)
    .map((member) => member.user.name)
    .sort((a, b) => a.localeCompare(b))
    .slice(0, MAX_DECIDERS);
}
