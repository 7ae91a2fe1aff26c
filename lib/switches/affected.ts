import { Prisma, type Tx } from "../platform/db";
import { idFloor } from "../platform/ids";
import { coversSql, wholeAgentsSql, wholeSessionsSql } from "./covers";
import type { StopTarget } from "./schemas";
import type { AffectedAgent, AffectedCall, AffectedSession, Counted } from "./types";

const EXAMPLES = 20;
/** How much later than its time-outs an outcome is due, and what clocks may differ by. */
const GRACE_SECONDS = 120;

type RawCall = { id: string; session_id: string | null; capability: string; since: Date; total: number };

/** Let through, without an outcome, and not overdue. Before: at a moment, by which a stop was in force. */
export async function inFlightOf(
  tx: Tx,
  tenantId: string,
  targets: readonly StopTarget[],
  before: Date | null,
): Promise<Counted<AffectedCall>> {
  return calls(
    await tx.$queryRaw<RawCall[]>`
      SELECT x.call_id AS id, x.session_id, x.capability, x.decided_at AS since, count(*) OVER ()::int AS total
      FROM decisions x
      WHERE ${await unfinished(tx, tenantId, targets, before)} AND x.outcome_due_at > clock_timestamp()
      ORDER BY x.id DESC LIMIT ${EXAMPLES}`,
  );
}

/** How many were in flight at a moment that is over. */
export async function inFlightAt(
  tx: Tx,
  tenantId: string,
  targets: readonly StopTarget[],
  at: Date,
): Promise<number> {
  const rows = await tx.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM decisions x
    WHERE ${await unfinished(tx, tenantId, targets, at, Prisma.sql`o.recorded_at <= ${at}`)} AND x.outcome_due_at > ${at}`;
  return rows[0]?.n ?? 0;
}

/** Begun before, overdue and without an outcome: nobody knows what they did. */
export async function inDoubtOf(
  tx: Tx,
  tenantId: string,
  targets: readonly StopTarget[],
  before: Date,
): Promise<number> {
  const rows = await tx.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM decisions x
    WHERE ${await unfinished(tx, tenantId, targets, before)} AND x.outcome_due_at <= clock_timestamp()
      AND x.outcome_due_at > ${before}`;
  return rows[0]?.n ?? 0;
}

/**
 * Begun before, and without an outcome of which `ended` holds. Ids carry the time, so that only as much is read as can
 * still be running: the longest time-out of all.
 */
async function unfinished(
  tx: Tx,
  tenantId: string,
  targets: readonly StopTarget[],
  before: Date | null,
  ended = Prisma.sql`true`,
): Promise<Prisma.Sql> {
  const floor = idFloor((before?.getTime() ?? Date.now()) - (await longestSeconds(tx)) * 1_000);
  return Prisma.sql`x.tenant_id = ${tenantId}::uuid AND x.id >= ${floor}::uuid AND x.action = 'ALLOW'
    AND ${before ? Prisma.sql`x.decided_at <= ${before}` : Prisma.sql`true`} AND ${coversSql(targets)}
    AND NOT EXISTS (SELECT FROM outcomes o WHERE o.decision_id = x.id AND o.decision_id >= ${floor}::uuid AND ${ended})`;
}

async function longestSeconds(tx: Tx): Promise<number> {
  const rows = await tx.$queryRaw<{ longest: number | null }[]>`
    SELECT max(timeout_ms::float8 / 1000 * (retries + 1)) AS longest FROM capabilities`;
  return (rows[0]?.longest ?? 0) + GRACE_SECONDS;
}

/** Approved by people, and not run yet. */
export async function queuedOf(
  tx: Tx,
  tenantId: string,
  targets: readonly StopTarget[],
): Promise<Counted<AffectedCall>> {
  return calls(
    await tx.$queryRaw<RawCall[]>`
      SELECT a.call_id AS id, x.session_id, x.capability, x.created_at AS since, count(*) OVER ()::int AS total
      FROM grants x JOIN approvals a ON a.id = x.approval_id
      WHERE x.tenant_id = ${tenantId}::uuid AND x.consumed_at IS NULL AND x.expires_at > clock_timestamp()
        AND ${coversSql(targets)}
      ORDER BY x.id DESC LIMIT ${EXAMPLES}`,
  );
}

/** Waiting for people. The id is the request's. */
export async function heldOf(
  tx: Tx,
  tenantId: string,
  targets: readonly StopTarget[],
  only: "all" | "frozen" = "all",
): Promise<Counted<AffectedCall>> {
  return calls(
    await tx.$queryRaw<RawCall[]>`
      SELECT x.id, x.session_id, x.capability, x.created_at AS since, count(*) OVER ()::int AS total
      FROM approvals x
      WHERE x.tenant_id = ${tenantId}::uuid AND x.status = 'pending'
        AND x.expires_at > coalesce(x.frozen_at, clock_timestamp())
        AND ${only === "frozen" ? Prisma.sql`x.frozen_at IS NOT NULL` : Prisma.sql`true`} AND ${coversSql(targets)}
      ORDER BY x.id DESC LIMIT ${EXAMPLES}`,
  );
}

type RawSession = { id: string; name: string | null; label: string; since: Date; total: number };

/** Open sessions that would stand still as a whole. */
export async function sessionsOf(
  tx: Tx,
  tenantId: string,
  targets: readonly StopTarget[],
): Promise<Counted<AffectedSession>> {
  const rows = await tx.$queryRaw<RawSession[]>`
    SELECT s.id, g.name, s.label, s.started_at AS since, count(*) OVER ()::int AS total
    FROM sessions s LEFT JOIN agents g ON g.id = s.agent_id
    WHERE s.tenant_id = ${tenantId}::uuid AND s.ended_at IS NULL AND ${wholeSessionsSql(targets)}
    ORDER BY s.id DESC LIMIT ${EXAMPLES}`;
  const examples = rows.map(({ id, name, label, since }) => ({
    id,
    agentName: name ?? "unknown agent",
    label,
    since: since.toISOString(),
  }));
  return { count: rows[0]?.total ?? 0, examples };
}

/** Agents that would stand still as a whole. */
export async function agentsOf(
  tx: Tx,
  tenantId: string,
  targets: readonly StopTarget[],
): Promise<Counted<AffectedAgent>> {
  const rows = await tx.$queryRaw<(AffectedAgent & { total: number })[]>`
    SELECT g.id, g.name, count(*) OVER ()::int AS total FROM agents g
    WHERE g.tenant_id = ${tenantId}::uuid AND g.disabled_at IS NULL AND NOT g.test AND ${wholeAgentsSql(targets)}
    ORDER BY g.name LIMIT ${EXAMPLES}`;
  return { count: rows[0]?.total ?? 0, examples: rows.map(({ id, name }) => ({ id, name })) };
}

function calls(rows: readonly RawCall[]): Counted<AffectedCall> {
  const examples = rows.map(({ id, session_id, capability, since }) => ({
    id,
    sessionId: session_id,
    capability,
    since: since.toISOString(),
  }));
  return { count: rows[0]?.total ?? 0, examples };
}
