import { databaseNow } from "../../calls";
import type { Ctx } from "../../platform/ctx";
import type { Tx } from "../../platform/db";
import { COMPENSATION_STATES, type CompensationState } from "../compensation/schemas";
import { compensationsOf } from "../compensation/store";
import { onIncident } from "../load";
import { IncidentRef } from "../schemas";
import { effectsOf, type Effect } from "./effects";
import { amountsOf } from "./amounts";
import { inScope, scopeOf, type Scope } from "./scope";
import type { AffectedSession, Impact } from "./types";

/** More sessions than a page shows. */
const MAX_SESSIONS = 100;

/**
 * What an incident reached: sessions, calls by decision and outcome, approvals, and what ran and did more than read.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function readImpact(ctx: Ctx, input: IncidentRef): Promise<Impact> {
  return onIncident(ctx, "incidents.read", IncidentRef, input, async (tx, incident) => {
    const { tenantId } = ctx;
    const scope = await scopeOf(tx, incident);
    const { rows, truncated } = await effectsOf(tx, tenantId, scope);
    const compensations = await compensationsOf(tx, incident);
    return {
      sessions: await sessionsOf(tx, tenantId, scope),
      ...(await callsOf(tx, tenantId, scope)),
      approvals: await approvalsOf(tx, tenantId, scope),
      effects: countEffects(rows, (id) => compensations.get(id)?.state ?? "todo"),
      amounts: await amountsOf(tx, tenantId, rows),
      truncated,
      now: await databaseNow(tx),
    };
  });
}

/** Pure. */
export function countEffects(
  rows: readonly Pick<Effect, "decisionId" | "reversible" | "way">[],
  stateOf: (decisionId: string) => CompensationState,
): Impact["effects"] {
  const count = (test: (row: (typeof rows)[number]) => boolean) => rows.filter(test).length;
  const none = Object.fromEntries(COMPENSATION_STATES.map((state) => [state, 0]));
  const compensation = none as Record<CompensationState, number>; // safe: one entry per state
  for (const { decisionId } of rows) compensation[stateOf(decisionId)]++;
  return {
    total: rows.length,
    reversible: count(({ reversible }) => reversible === true),
    irreversible: count(({ reversible }) => reversible === false),
    unknown: count(({ reversible }) => reversible === null),
    byCall: count(({ way }) => way.kind === "call"),
    byHand: count(({ way }) => way.kind === "manual"),
    noWay: count(({ way }) => way.kind === "none" || way.kind === "unknown"),
    compensation,
  };
}

async function sessionsOf(tx: Tx, tenantId: string, { sessionIds }: Scope): Promise<AffectedSession[]> {
  const sessions = await tx.session.findMany({
    where: { tenantId, id: { in: sessionIds } },
    orderBy: { id: "desc" },
    take: MAX_SESSIONS,
  });
  const agents = await tx.agent.findMany({
    where: { id: { in: sessions.map(({ agentId }) => agentId) } },
    select: { id: true, name: true },
  });
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  const counted = await tx.$queryRaw<{ id: string; calls: number }[]>`
    SELECT session_id AS id, count(*)::int AS calls FROM decisions
    WHERE tenant_id = ${tenantId}::uuid AND session_id = ANY (${sessionIds}::uuid[]) AND id = call_id GROUP BY session_id`;
  const calls = new Map(counted.map((row) => [row.id, row.calls]));
  return sessions.map(({ id, label, agentId, startedAt }) => ({
    id,
    label,
    agent: names.get(agentId) ?? "unknown agent",
    calls: calls.get(id) ?? 0,
    startedAt: startedAt.toISOString(),
  }));
}

type Counts = {
  total: number;
  allow: number;
  deny: number;
  ask: number;
  succeeded: number;
  tool_error: number;
  failed: number;
  in_doubt: number;
  running: number;
};

async function callsOf(tx: Tx, tenantId: string, scope: Scope): Promise<Pick<Impact, "calls" | "outcomes">> {
  // Outcomes are asked for by their key, one by one: a join over the partitions would read all of them.
  const [row] = await tx.$queryRaw<Counts[]>`
    SELECT count(*) FILTER (WHERE id = call_id)::int AS total,
      count(*) FILTER (WHERE id = call_id AND action = 'ALLOW')::int AS allow,
      count(*) FILTER (WHERE id = call_id AND action = 'DENY')::int AS deny,
      count(*) FILTER (WHERE id = call_id AND action = 'REQUIRE_APPROVAL')::int AS ask,
      count(*) FILTER (WHERE status = 'succeeded')::int AS succeeded,
      count(*) FILTER (WHERE status = 'tool_error')::int AS tool_error,
      count(*) FILTER (WHERE status = 'failed')::int AS failed,
      count(*) FILTER (WHERE status = 'in_doubt' OR (action = 'ALLOW' AND status IS NULL AND overdue))::int AS in_doubt,
      count(*) FILTER (WHERE action = 'ALLOW' AND status IS NULL AND NOT overdue)::int AS running
    FROM (
      SELECT d.id, d.call_id, d.action, coalesce(d.outcome_due_at <= clock_timestamp(), false) AS overdue,
        CASE WHEN d.action = 'ALLOW' THEN (SELECT o.status FROM outcomes o WHERE o.decision_id = d.id) END AS status
      FROM decisions d WHERE ${inScope(tenantId, scope)} OFFSET 0
    ) x`;
  const { total = 0, allow = 0, deny = 0, ask = 0 } = row ?? {};
  return {
    calls: { total, allow, deny, ask },
    outcomes: {
      succeeded: row?.succeeded ?? 0,
      toolError: row?.tool_error ?? 0,
      failed: row?.failed ?? 0,
      inDoubt: row?.in_doubt ?? 0,
      running: row?.running ?? 0,
    },
  };
}

async function approvalsOf(tx: Tx, tenantId: string, scope: Scope): Promise<Impact["approvals"]> {
  const rows = await tx.approval.groupBy({
    by: ["status"],
    where: {
      tenantId,
      OR: [{ sessionId: { in: scope.sessionIds } }, { callId: { in: scope.callIds } }],
    },
    _count: true,
  });
  const of = (status: string) => rows.find((row) => row.status === status)?._count ?? 0;
  const all = rows.reduce((sum, row) => sum + row._count, 0);
  const [waiting, approved, denied] = [of("pending"), of("approved"), of("denied")];
  return { waiting, approved, denied, other: all - waiting - approved - denied };
}
