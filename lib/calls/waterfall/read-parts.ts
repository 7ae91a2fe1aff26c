import { Prisma, type Tx } from "../../platform/db";
import { LAST_ID } from "../session-calls";
import type { ApprovalPart, DecisionPart, OutcomePart } from "./assemble";
import type { Compensation } from "./types";

type Scope = { tenantId: string; sessionId: string };

const DECISION = Prisma.sql`
  id, call_id, capability, action, step, code, rule_id, round(date_part('epoch', decided_at) * 1000) AS decided_at,
  round(date_part('epoch', outcome_due_at) * 1000) AS outcome_due_at, context -> 'turn' AS turn`;
const OUTCOME = Prisma.sql`
  decision_id, status, duration_ms, attempts, round(date_part('epoch', started_at) * 1000) AS started_at,
  round(date_part('epoch', recorded_at) * 1000) AS recorded_at`;

/** So many rows come as one text: the driver would take longer over their cells than the database over finding them. */
const PAGE = 10_000;

export type CallParts = { decisions: DecisionPart[]; outcomes: OutcomePart[] };

/**
 * Decisions and outcomes of a session after one id. Both are read along their index, page by page: an outcome has the id
 * of its decision, so one range finds both, and no list of ids goes to the database.
 */
export async function partsAfter(tx: Tx, { tenantId, sessionId }: Scope, after: string): Promise<CallParts> {
  const decisions: DecisionPart[] = [];
  const outcomes: OutcomePart[] = [];
  for (let from: string | undefined = after; from !== undefined;) {
    const page: DecisionPart[] = await decisionsOf(
      tx,
      Prisma.sql`tenant_id = ${tenantId}::uuid AND session_id = ${sessionId}::uuid
        AND id > ${from}::uuid AND id <= ${LAST_ID}::uuid ORDER BY id LIMIT ${PAGE}::int`,
    );
    const full = page.length === PAGE;
    const last: string = page.at(-1)?.id ?? from;
    const ended = await outcomesOf(
      tx,
      Prisma.sql`tenant_id = ${tenantId}::uuid AND session_id = ${sessionId}::uuid
        AND decision_id > ${from}::uuid AND decision_id <= ${last}::uuid`,
    );
    decisions.push(...page);
    outcomes.push(...ended);
    from = full ? last : undefined;
  }
  return { decisions, outcomes };
}

/** The same of decisions by their ids; those of other sessions are left out. */
export async function partsOf(
  tx: Tx,
  { tenantId, sessionId }: Scope,
  ids: readonly string[],
): Promise<CallParts> {
  if (ids.length === 0) return { decisions: [], outcomes: [] };
  const decisions = await decisionsOf(
    tx,
    Prisma.sql`tenant_id = ${tenantId}::uuid AND session_id = ${sessionId}::uuid AND id = ANY (${[...ids]}::uuid[])
      ORDER BY id`,
  );
  const outcomes = await outcomesOf(
    tx,
    Prisma.sql`tenant_id = ${tenantId}::uuid AND decision_id = ANY (${decisions.map(({ id }) => id)}::uuid[])`,
  );
  return { decisions, outcomes };
}

function decisionsOf(tx: Tx, where: Prisma.Sql): Promise<DecisionPart[]> {
  return inOneText(tx, Prisma.sql`SELECT ${DECISION} FROM decisions WHERE ${where}`);
}

function outcomesOf(tx: Tx, where: Prisma.Sql): Promise<OutcomePart[]> {
  return inOneText(tx, Prisma.sql`SELECT ${OUTCOME} FROM outcomes WHERE ${where}`);
}

async function inOneText<Row>(tx: Tx, rows: Prisma.Sql): Promise<Row[]> {
  const [found] = await tx.$queryRaw<{ text: string }[]>`
    SELECT coalesce(json_agg(r), '[]')::text AS text FROM (${rows}) r`;
  return JSON.parse(found?.text ?? "[]") as Row[]; // safe: the columns above
}

export async function approvalsOf(tx: Tx, { tenantId, sessionId }: Scope): Promise<ApprovalPart[]> {
  return tx.$queryRaw<ApprovalPart[]>`
    SELECT a.id, a.call_id, a.status, a.created_at, a.expires_at, a.frozen_at, a.decided_at, g.expires_at AS grant_expires_at,
      g.consumed_by_decision_id AS spent_by
    FROM approvals a LEFT JOIN grants g ON g.approval_id = a.id AND g.tenant_id = a.tenant_id
    WHERE a.tenant_id = ${tenantId}::uuid AND a.session_id = ${sessionId}::uuid`;
}

type RawCompensation = {
  id: string;
  call_id: string;
  state: string;
  capability: string | null;
  run_call_id: string | null;
  run_session_id: string | null;
  incident_id: string;
  number: number;
  created_at: Date;
  updated_at: Date;
};

/** Compensations of this session's calls, and those that ran in it. */
export async function compensationsOf(tx: Tx, { tenantId, sessionId }: Scope): Promise<Compensation[]> {
  const rows = await tx.$queryRaw<RawCompensation[]>`
    SELECT c.id, c.call_id, c.state, c.capability, c.run_call_id, c.run_session_id, c.incident_id, i.number,
      c.created_at, c.updated_at
    FROM incident_compensations c JOIN incidents i ON i.id = c.incident_id
    WHERE c.tenant_id = ${tenantId}::uuid AND (c.run_session_id = ${sessionId}::uuid OR EXISTS (
      SELECT 1 FROM decisions d
      WHERE d.id = c.decision_id AND d.tenant_id = ${tenantId}::uuid AND d.session_id = ${sessionId}::uuid))
    ORDER BY c.created_at, c.id LIMIT 5000`;
  return rows.map((row) => ({
    id: row.id,
    callId: row.call_id,
    state: row.state,
    capability: row.capability,
    runCallId: row.run_call_id,
    runSessionId: row.run_session_id,
    incidentId: row.incident_id,
    incidentNumber: row.number,
    from: row.created_at.getTime(),
    until: row.updated_at.getTime(),
  }));
}
