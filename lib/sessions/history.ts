import { Prisma, withTenant } from "../platform/db";
import { idFloor, idTime } from "../platform/ids";

/** One call, as far as it has to be told from the others of its session. */
export type CallInSession = {
  tenantId: string;
  sessionId: string;
  capability: string;
  /** SHA-256 (hex) of the canonical arguments. */
  argumentsHash: string;
};

/** How many calls of a session were made, and how each was decided first: an approved call counts as held. */
export type DecisionCounts = { calls: number; allowed: number; denied: number; held: number };

/** Processes whose clocks differ make ids that differ as much. */
const CLOCK_SKEW_MS = 60_000;

/** Labels that results of earlier calls left on a session; none where there is no such session. */
export async function sessionTaint(tenantId: string, sessionId: string): Promise<string[]> {
  const where = { id: sessionId };
  const found = await withTenant(tenantId, (tx) => tx.session.findUnique({ where, select: { taint: true } }));
  return found?.taint ?? [];
}

/**
 * The calls of a session before this one. A request of this very call that waits for people, or that they have
 * approved, is not before it: asking again must find the same state.
 */
export async function countDecisions(call: CallInSession): Promise<DecisionCounts> {
  const { tenantId, sessionId } = call;
  const since = idFloor(idTime(sessionId) - CLOCK_SKEW_MS);
  const [row] = await withTenant(
    tenantId,
    (tx) => tx.$queryRaw<DecisionCounts[]>`
      WITH own AS (${ownRequests(call)})
      SELECT count(*)::int AS calls,
        count(*) FILTER (WHERE d.action = 'ALLOW')::int AS allowed,
        count(*) FILTER (WHERE d.action = 'DENY')::int AS denied,
        count(*) FILTER (WHERE d.action = 'REQUIRE_APPROVAL')::int AS held
      FROM decisions d
      WHERE d.tenant_id = ${tenantId}::uuid AND d.session_id = ${sessionId}::uuid AND d.id >= ${since}::uuid
        AND d.id = d.call_id AND d.call_id NOT IN (SELECT call_id FROM own)`,
  );
  return row ?? { calls: 0, allowed: 0, denied: 0, held: 0 };
}

/**
 * When the newest calls that a rule let through or held were decided, at most `limit`, newest first, in Unix
 * milliseconds; none from before `sinceMs`. An approved call counts once, when it was held.
 */
export async function recentCalls(
  call: CallInSession & { ruleId: string; sinceMs: number; limit: number },
): Promise<number[]> {
  const { tenantId, sessionId, ruleId, sinceMs, limit } = call;
  const rows = await withTenant(
    tenantId,
    (tx) => tx.$queryRaw<{ id: string }[]>`
      WITH own AS (${ownRequests(call)})
      SELECT d.id FROM decisions d
      WHERE d.tenant_id = ${tenantId}::uuid AND d.session_id = ${sessionId}::uuid AND d.id >= ${idFloor(sinceMs)}::uuid
        AND d.rule_id = ${ruleId} AND d.action <> 'DENY' AND d.id = d.call_id
        AND d.call_id NOT IN (SELECT call_id FROM own)
      ORDER BY d.id DESC LIMIT ${limit}`,
  );
  return rows.map(({ id }) => idTime(id));
}

/** The requests for people that an equal call attaches to or redeems (see the gateway's approval step). */
function ownRequests({ tenantId, sessionId, capability, argumentsHash }: CallInSession): Prisma.Sql {
  return Prisma.sql`
    SELECT a.call_id FROM approvals a LEFT JOIN grants g ON g.approval_id = a.id
    WHERE a.tenant_id = ${tenantId}::uuid AND a.session_id = ${sessionId}::uuid AND a.capability = ${capability}
      AND a.arguments_hash = ${argumentsHash} AND a.status IN ('pending', 'approved') AND g.consumed_at IS NULL`;
}
