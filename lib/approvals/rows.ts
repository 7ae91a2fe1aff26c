import type { Ctx } from "../platform/ctx";
import { Prisma, type Tx } from "../platform/db";
import { callsById, effectiveStatus } from "../calls";
import { canDecide } from "./can-decide";
import { describeConsequence } from "./describe";
import { hasHiddenCharacters } from "./hidden";
import { frozenBy, nameStop } from "./frozen-by";
import { groupProgress } from "./progress";
import { factsOf, type RequestFacts, type VoteFacts } from "./request-facts";
import type { ApprovalRow, CanDecide, Directory, Verdict } from "./types";

/** A piece of a WHERE clause, or a query, with its parameters bound. */
export type Filter = Prisma.Sql;

type RawVote = VoteFacts & { name: string | null };

type RawApproval = {
  id: string;
  call_id: string;
  session_id: string;
  capability: string;
  consequence: string | null;
  arguments: unknown;
  risk_level: string;
  rule_id: string | null;
  agent_name: string | null;
  status: string;
  chain: unknown;
  requesters: unknown;
  step: number;
  created_at: Date;
  escalates_at: Date | null;
  escalated_at: Date | null;
  frozen_at: Date | null;
  frozen_by: string | null;
  expires_at: Date;
  decided_at: Date | null;
  votes: RawVote[];
  now: Date;
};

type Reading = { ids: Filter; newestFirst: boolean; directory: Directory };

/** Reads the requests that `ids` selects, as the inbox shows them to the person in `ctx`. */
export async function readRows(
  tx: Tx,
  ctx: Ctx,
  { ids, newestFirst, directory }: Reading,
): Promise<ApprovalRow[]> {
  const order = newestFirst ? Prisma.sql`a.id DESC` : Prisma.sql`a.expires_at, a.id`;
  const rows = await tx.$queryRaw<RawApproval[]>`
    WITH page AS MATERIALIZED (${ids})
    SELECT a.id, a.call_id, a.session_id, a.capability, coalesce(a.consequence, c.consequence) AS consequence, a.arguments, a.risk_level, a.rule_id,
      g.name AS agent_name, a.status, a.chain, a.requesters, a.step, a.created_at, a.escalates_at, a.escalated_at, a.frozen_at,
      ${frozenBy(ctx.tenantId)} AS frozen_by,      a.expires_at, a.decided_at, v.votes, clock_timestamp() AS now
    FROM page JOIN approvals a ON a.id = page.id
    LEFT JOIN agents g ON g.id = a.agent_id
    LEFT JOIN capabilities c ON c.tenant_id = a.tenant_id AND c.name = a.capability
    CROSS JOIN LATERAL (${votesOf(Prisma.sql`, 'name', u.name`)}) v
    ORDER BY ${order}`;
  const ran = rows.filter((raw) => raw.status === "approved").map((raw) => raw.call_id);
  const calls = await callsById(tx, ctx.tenantId, ran);
  return rows.map((raw) => {
    const state = calls.get(raw.call_id)?.state;
    return { ...toRow(raw, ctx, directory), outcome: state && ENDED.has(state) ? state : null };
  });
}

/** What a call has come to once it ran; an overdue one is in doubt before anybody wrote that down. */
const ENDED: ReadonlySet<string> = new Set(["succeeded", "tool_error", "failed", "in_doubt"]);

/** The votes of `a` as {@link VoteFacts}, and more of each where asked for, oldest first. */
export function votesOf(more: Filter = Prisma.empty): Filter {
  return Prisma.sql`
    SELECT coalesce(json_agg(json_build_object('userId', x.user_id, 'forUserId', x.for_user_id, 'verdict', x.verdict,
      'step', x.step, 'groups', x.groups${more}) ORDER BY x.id), '[]') AS votes
    FROM approval_votes x LEFT JOIN users u ON u.id = x.user_id WHERE x.approval_id = a.id`;
}

type RawFacts = Pick<
  RawApproval,
  | "status"
  | "expires_at"
  | "escalates_at"
  | "frozen_at"
  | "chain"
  | "requesters"
  | "step"
  | "risk_level"
  | "capability"
> & { votes: VoteFacts[] };

export function rawFacts(raw: RawFacts): RequestFacts {
  const { status, chain, requesters, step, capability, votes } = raw;
  return factsOf({
    status,
    chain,
    requesters,
    step,
    capability,
    votes,
    riskLevel: raw.risk_level,
    expiresAt: raw.expires_at,
    escalatesAt: raw.escalates_at,
    frozenAt: raw.frozen_at,
  });
}

const BY_PEOPLE: ReadonlySet<string> = new Set(["approved", "denied", "changes_requested"]);

function toRow(raw: RawApproval, ctx: Ctx, directory: Directory): Omit<ApprovalRow, "outcome"> {
  const facts = rawFacts(raw);
  const status = effectiveStatus(facts, raw.now);
  const last = raw.votes.at(-1);
  return {
    id: raw.id,
    callId: raw.call_id,
    sessionId: raw.session_id,
    capability: raw.capability,
    consequence: describeConsequence(raw.consequence, raw.capability, raw.arguments),
    riskLevel: raw.risk_level,
    agentName: raw.agent_name ?? "unknown agent",
    ruleId: raw.rule_id,
    status,
    createdAt: raw.created_at.toISOString(),
    escalatesAt: raw.escalates_at?.toISOString() ?? null,
    escalatedAt: raw.escalated_at?.toISOString() ?? null,
    frozen: raw.frozen_at && { since: raw.frozen_at.toISOString(), by: raw.frozen_by ?? "a stop" },
    expiresAt: raw.expires_at.toISOString(),
    decidedAt: (raw.decided_at ?? (status === "expired" ? raw.expires_at : null))?.toISOString() ?? null,
    chainName: facts.chain.name,
    step: facts.step + 1,
    steps: facts.chain.steps.length,
    groups: groupProgress(facts.chain, facts.step, facts.votes),
    decidedBy: BY_PEOPLE.has(status) && last ? (last.name ?? "a former member") : null,
    hiddenCharacters: hasHiddenCharacters(raw.arguments),
    can: nameStop(viewerCan(ctx, facts, directory, raw.now, "approve"), raw.frozen_by),
    canDeny: viewerCan(ctx, facts, directory, raw.now, "deny"),
  };
}

/** What {@link canDecide} says to whoever looks. */
export function viewerCan(
  { actor }: Ctx,
  facts: RequestFacts,
  directory: Directory,
  now: Date,
  verdict: Verdict,
): CanDecide {
  if (actor.kind !== "user")
    return { ok: false, cause: "permission", reason: "Only a person can decide this." };
  return canDecide(actor.id, facts, directory, now, verdict);
}
