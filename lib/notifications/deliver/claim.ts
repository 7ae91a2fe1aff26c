import { withTenant, type Tx } from "../../platform/db";
import type { EventData } from "../types";

/** For one attempt, with room to spare: after it, somebody else tries, for whoever was at it is gone. */
const LEASE_SECONDS = 60;

export type Claimed = {
  id: string;
  endpointId: string;
  /** This one included: also tells this attempt from one that began after its lease. */
  attempts: number;
  event: { type: string; subjectKind: string; subjectId: string; data: EventData; createdAt: Date };
};

/**
 * Takes the endpoint's next delivery that is due, for as long as the lease. Nobody else gets it meanwhile; a process
 * that dies leaves it to whoever comes after the lease.
 */
export async function claim(tenantId: string, endpointId: string): Promise<Claimed | null> {
  return withTenant(tenantId, async (tx) => {
    const [taken] = await tx.$queryRaw<{ id: string; attempts: number; event_id: string }[]>`
      UPDATE notification_deliveries SET attempts = attempts + 1,
        next_attempt_at = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      WHERE id = (
        SELECT id FROM notification_deliveries
        WHERE tenant_id = ${tenantId}::uuid AND endpoint_id = ${endpointId}::uuid
          AND state = 'waiting' AND next_attempt_at <= clock_timestamp()
        ORDER BY next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
      ) RETURNING id, attempts, event_id`;
    if (!taken) return null;
    const { id, attempts, event_id } = taken;
    const event = await tx.notificationEvent.findUniqueOrThrow({ where: { id: event_id } });
    return { id, endpointId, attempts, event: { ...event, data: event.data as EventData } }; // safe: spread wrote it
  });
}

export type Due = { endpointId: string; count: number };

/** The endpoints that have something to send now, and how much. */
export async function dueEndpoints(tx: Tx, tenantId: string): Promise<Due[]> {
  const rows = await tx.$queryRaw<{ endpoint_id: string; count: number }[]>`
    SELECT endpoint_id, count(*)::int AS count FROM notification_deliveries
    WHERE tenant_id = ${tenantId}::uuid AND state = 'waiting' AND next_attempt_at <= clock_timestamp()
    GROUP BY endpoint_id`;
  return rows.map(({ endpoint_id, count }) => ({ endpointId: endpoint_id, count }));
}
