import { APPROVAL_STATUSES, effectiveStatus } from "../../calls";
import { Prisma, type Tx } from "../../platform/db";
import { idFloor } from "../../platform/ids";
import type { CapabilityFact, RequestFact, VoteFact } from "./rows";
import { MAX_REQUESTS } from "./schemas";

export type Window = {
  tenantId: string;
  /** Unix milliseconds; the ids of requests begin with the time. */
  from: number;
  now: Date;
  rule?: string | undefined;
  agent?: string | undefined;
};

type RawRequest = {
  id: string;
  created_at: Date;
  status: string;
  expires_at: Date;
  frozen_at: Date | null;
  decided_at: Date | null;
  rule_id: string | null;
  risk_level: string;
  capability: string;
  agent: string | null;
  escalated: boolean;
};

/** The requests of the period, newest first, and whether there were more than are counted. */
export async function readRequests(
  tx: Tx,
  window: Window,
): Promise<{ requests: RequestFact[]; capped: boolean }> {
  const rows = await tx.$queryRaw<RawRequest[]>`
    SELECT a.id, a.created_at, a.status, a.expires_at, a.frozen_at, a.decided_at, a.rule_id, a.risk_level, a.capability,
      g.name AS agent, a.escalated_at IS NOT NULL AS escalated
    FROM (${selected(window)} ORDER BY id DESC LIMIT ${MAX_REQUESTS + 1}::int) a LEFT JOIN agents g ON g.id = a.agent_id
    ORDER BY a.id DESC`;
  const requests = rows.slice(0, MAX_REQUESTS).map((row) => ({
    id: row.id,
    at: row.created_at.getTime(),
    status: effectiveStatus(
      { status: row.status, expiresAt: row.expires_at, frozenAt: row.frozen_at },
      window.now,
    ),
    decidedAt: row.decided_at?.getTime() ?? null,
    ruleId: row.rule_id,
    risk: row.risk_level,
    capability: row.capability,
    agent: row.agent ?? "unknown agent",
    escalated: row.escalated,
  }));
  return { requests, capped: rows.length > MAX_REQUESTS };
}

function selected({ tenantId, from, rule, agent }: Window): Prisma.Sql {
  const conditions = [
    // All there are: so that the index by status is of use, which has the ids of one tenant in order.
    Prisma.sql`tenant_id = ${tenantId}::uuid AND status = ANY (${APPROVAL_STATUSES})`,
    Prisma.sql`id >= ${idFloor(from)}::uuid`,
    ...(rule === undefined ? [] : [Prisma.sql`rule_id = ${rule}`]),
    ...(agent === undefined
      ? []
      : [
          Prisma.sql`agent_id IN (SELECT id FROM agents WHERE tenant_id = ${tenantId}::uuid AND name = ${agent})`,
        ]),
  ];
  return Prisma.sql`SELECT * FROM approvals WHERE ${Prisma.join(conditions, " AND ")}`;
}

type RawVote = {
  approval_id: string;
  user_id: string;
  name: string | null;
  created_at: Date;
  reason: string | null;
  dwell_ms: number | null;
  hasty: boolean;
};

/** What people said on exactly these requests. */
export async function readVotesOf(tx: Tx, requests: readonly RequestFact[]): Promise<VoteFact[]> {
  const rows = await tx.$queryRaw<RawVote[]>`
    SELECT v.approval_id, v.user_id, u.name, v.created_at, v.reason, v.dwell_ms, v.hasty
    FROM approval_votes v LEFT JOIN users u ON u.id = v.user_id
    WHERE v.approval_id = ANY (${requests.map(({ id }) => id)}::uuid[])
    ORDER BY v.id`;
  return rows.map((row) => ({
    requestId: row.approval_id,
    userId: row.user_id,
    name: row.name ?? "a former member",
    at: row.created_at.getTime(),
    reason: row.reason,
    dwellMs: row.dwell_ms,
    hasty: row.hasty,
  }));
}

/** Every rule that asked in the period. */
export async function readRules(tx: Tx, { tenantId, from }: Window): Promise<string[]> {
  const rows = await tx.$queryRaw<{ rule_id: string }[]>`
    SELECT DISTINCT rule_id FROM approvals
    WHERE tenant_id = ${tenantId}::uuid AND id >= ${idFloor(from)}::uuid AND rule_id IS NOT NULL
    ORDER BY rule_id LIMIT 200`;
  return rows.map(({ rule_id }) => rule_id);
}

export async function readCapabilities(
  tx: Tx,
  tenantId: string,
  names: readonly string[],
): Promise<CapabilityFact[]> {
  const rows = await tx.capability.findMany({
    where: { tenantId, name: { in: [...names] }, status: "active" },
    select: { name: true, riskLevel: true, requiresApproval: true },
  });
  return rows.map(({ name, riskLevel, requiresApproval }) => ({ name, risk: riskLevel, requiresApproval }));
}
