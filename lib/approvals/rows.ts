import type { Ctx } from "../platform/ctx";
import { Prisma, type Tx } from "../platform/db";
import { effectiveStatus } from "../calls";
import { canDecide } from "./can-decide";
import { describeConsequence } from "./describe";
import type { ApprovalRow, CanDecide } from "./types";

/** A piece of a WHERE clause, or a query, with its parameters bound. */
export type Filter = Prisma.Sql;

type RawVote = { userId: string; verdict: string; name: string | null };

type RawApproval = {
  id: string;
  call_id: string;
  session_id: string;
  capability: string;
  consequence: string | null;
  arguments: unknown;
  risk_level: string;
  agent_name: string | null;
  status: string;
  eligible_role: string;
  required_approvals: number;
  requester_user_ids: string[];
  created_at: Date;
  expires_at: Date;
  decided_at: Date | null;
  votes: RawVote[];
  now: Date;
};

/** Reads the requests that `ids` selects, as the inbox shows them to the person in `ctx`. */
export async function readRows(
  tx: Tx,
  ctx: Ctx,
  { ids, newestFirst }: { ids: Filter; newestFirst: boolean },
): Promise<ApprovalRow[]> {
  const order = newestFirst ? Prisma.sql`a.id DESC` : Prisma.sql`a.expires_at, a.id`;
  const rows = await tx.$queryRaw<RawApproval[]>`
    WITH page AS MATERIALIZED (${ids})
    SELECT a.id, a.call_id, a.session_id, a.capability, c.consequence, a.arguments, a.risk_level, g.name AS agent_name,
      a.status, a.eligible_role, a.required_approvals, a.requester_user_ids, a.created_at, a.expires_at, a.decided_at,
      v.votes, clock_timestamp() AS now
    FROM page JOIN approvals a ON a.id = page.id
    LEFT JOIN agents g ON g.id = a.agent_id
    LEFT JOIN capabilities c ON c.tenant_id = a.tenant_id AND c.name = a.capability
    CROSS JOIN LATERAL (
      SELECT coalesce(json_agg(json_build_object('userId', x.user_id, 'verdict', x.verdict, 'name', u.name) ORDER BY x.id), '[]') AS votes
      FROM approval_votes x LEFT JOIN users u ON u.id = x.user_id WHERE x.approval_id = a.id
    ) v
    ORDER BY ${order}`;
  return rows.map((raw) => toRow(raw, ctx));
}

function toRow(raw: RawApproval, ctx: Ctx): ApprovalRow {
  const status = effectiveStatus({ status: raw.status, expiresAt: raw.expires_at }, raw.now);
  const last = raw.votes.at(-1);
  const settledByPerson = status === "approved" || status === "denied";
  return {
    id: raw.id,
    callId: raw.call_id,
    sessionId: raw.session_id,
    capability: raw.capability,
    consequence: describeConsequence(raw.consequence, raw.capability, raw.arguments),
    riskLevel: raw.risk_level,
    agentName: raw.agent_name ?? "unknown agent",
    status,
    createdAt: raw.created_at.toISOString(),
    expiresAt: raw.expires_at.toISOString(),
    decidedAt: (raw.decided_at ?? (status === "expired" ? raw.expires_at : null))?.toISOString() ?? null,
    approvals: raw.votes.filter((vote) => vote.verdict === "approve").length,
    requiredApprovals: raw.required_approvals,
    decidedBy: settledByPerson && last ? (last.name ?? "a former member") : null,
    can: canViewerDecide(raw, ctx),
  };
}

function canViewerDecide(raw: RawApproval, { actor }: Ctx): CanDecide {
  if (actor.kind !== "user") return { ok: false, cause: "role", reason: "Only a person can decide this." };
  const request = {
    status: raw.status,
    expiresAt: raw.expires_at,
    eligibleRole: raw.eligible_role,
    requesterUserIds: raw.requester_user_ids,
    votes: raw.votes,
  };
  return canDecide(actor, request, raw.now);
}
