import { Prisma, type Tx } from "../platform/db";
import { sayFrozen } from "./sentences";
import type { CanDecide } from "./types";

/**
 * What keeps the request `a` frozen, in words, as an expression: the widest stop that covers it, or its session's
 * quarantine. Null where it is not frozen. Covers what settle_freezes covers.
 */
export function frozenBy(tenantId: string): Prisma.Sql {
  return Prisma.sql`CASE WHEN a.frozen_at IS NOT NULL THEN coalesce((
      SELECT CASE s.scope WHEN 'global' THEN 'The whole installation' WHEN 'tenant' THEN 'This tenant'
        WHEN 'agent' THEN 'The agent' WHEN 'upstream' THEN 'The upstream ' || s.target
        WHEN 'capability' THEN 'The capability ' || s.target ELSE 'The session' END
      FROM switches s
      WHERE s.cleared_at IS NULL AND s.freezes AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp())
        AND (s.tenant_id IS NULL OR s.tenant_id = ${tenantId}::uuid)
        AND CASE s.scope WHEN 'agent' THEN s.target = a.agent_id::text WHEN 'capability' THEN s.target = a.capability
          WHEN 'session' THEN s.target = a.session_id::text
          WHEN 'upstream' THEN EXISTS (SELECT FROM capabilities c2 JOIN upstreams u2 ON u2.id = c2.upstream_id
            WHERE c2.tenant_id = ${tenantId}::uuid AND c2.name = a.capability AND u2.slug = s.target)
          ELSE true END
        AND NOT switch_lets_through(s.id, s.percent, a.session_id)
      ORDER BY array_position(ARRAY['global', 'tenant', 'agent', 'upstream', 'capability', 'session'], s.scope) LIMIT 1),
    (SELECT 'The session' FROM quarantines q WHERE q.session_id = a.session_id AND q.released_at IS NULL
      AND NOT EXISTS (SELECT FROM capabilities c3 WHERE c3.tenant_id = ${tenantId}::uuid AND c3.name = a.capability
        AND c3.risk_level IN ('LOW', 'MEDIUM') AND (q.admits = 'low_risk' OR (q.admits = 'reads' AND c3.operation = 'READ')))
      LIMIT 1)) END`;
}

/** What keeps one request frozen, for who is refused by it. */
export async function readFrozenBy(
  tx: Tx,
  { id, tenantId }: { id: string; tenantId: string },
): Promise<string | null> {
  const rows = await tx.$queryRaw<{ by: string | null }[]>`
    SELECT ${frozenBy(tenantId)} AS by FROM approvals a WHERE a.id = ${id}::uuid`;
  return rows[0]?.by ?? null;
}

/** Whoever is told that a stop keeps them from approving is told which. */
export function nameStop(can: CanDecide, by: string | null): CanDecide {
  if (can.ok || can.cause !== "frozen" || by === null) return can;
  return { ...can, reason: sayFrozen(by) };
}
