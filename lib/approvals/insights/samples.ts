import { databaseNow } from "../../calls";
import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant, type Tx } from "../../platform/db";
import { idFloor } from "../../platform/ids";
import { approvalInsights } from "./approval-insights";
import type { InsightDays } from "./schemas";
import type { ProposalKey, RuleCandidate } from "./types";

/** A call that people said yes to, with what the policy was told of it. */
export type ApprovedSample = {
  callId: string;
  arguments: unknown;
  context: unknown;
  sessionKind: string;
  decidedAt: Date;
};

export type ApprovedSamples = {
  candidate: RuleCandidate;
  /** The registry's reading of the agent: where it belongs. */
  environment: string;
  /** Newest first. */
  samples: ApprovedSample[];
};

const MOST_SAMPLES = 300;
const DAY = 86_400_000;

/**
 * What was approved under one rule for one tool of one agent; null where it is no candidate for a rule (any more).
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function approvedSamples(
  ctx: Ctx,
  { days, ruleId, capability, agent }: ProposalKey & { days: InsightDays },
): Promise<ApprovedSamples | null> {
  requirePermission(ctx, "approvals.read");
  requirePermission(ctx, "sessions.read");
  const filter = ruleId === null ? { agent } : { agent, rule: ruleId };
  const { candidates } = await approvalInsights(ctx, { days, ...filter });
  const candidate = candidates.find((each) => each.ruleId === ruleId && each.capability === capability);
  if (!candidate) return null;
  return withTenant(ctx.tenantId, async (tx) => {
    const found = await tx.agent.findFirst({
      where: { tenantId: ctx.tenantId, name: agent },
      select: { id: true, environment: true },
    });
    if (!found) return null;
    const today = Math.floor(Date.parse(await databaseNow(tx)) / DAY) * DAY;
    const samples = await readSamples(tx, {
      ...{ tenantId: ctx.tenantId, ruleId, capability, agentId: found.id },
      from: idFloor(today - (days - 1) * DAY),
    });
    return { candidate, environment: found.environment, samples };
  });
}

type Of = { tenantId: string; ruleId: string | null; capability: string; agentId: string; from: string };

async function readSamples(tx: Tx, { from, ...of }: Of): Promise<ApprovedSample[]> {
  const approved = await tx.approval.findMany({
    where: { ...of, status: "approved", id: { gte: from } },
    ...{ orderBy: { id: "desc" }, take: MOST_SAMPLES },
    select: { callId: true, sessionId: true, arguments: true, createdAt: true },
  });
  // By their keys, as everywhere: a join over the partitions reads them all.
  const decisions = await tx.decision.findMany({
    where: { id: { in: approved.map(({ callId }) => callId) } },
    select: { id: true, context: true },
  });
  const sessions = await tx.session.findMany({
    where: { id: { in: [...new Set(approved.map(({ sessionId }) => sessionId))] } },
    select: { id: true, kind: true },
  });
  const contexts = new Map(decisions.map(({ id, context }) => [id, context]));
  const kinds = new Map(sessions.map(({ id, kind }) => [id, kind]));
  return approved.map(({ callId, sessionId, arguments: args, createdAt }) => ({
    callId,
    arguments: args,
    context: contexts.get(callId) ?? null,
    sessionKind: kinds.get(sessionId) ?? "rest",
    decidedAt: createdAt,
  }));
}
