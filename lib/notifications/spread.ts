import type { JsonObject } from "../platform/json";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { describe } from "./facts";

const BATCH = 100;

type Unspread = { id: string; type: string; subject_kind: string; subject_id: string; data: unknown };

/**
 * Makes of each new event one delivery per endpoint that wants it, and freezes what they say. Several processes may do
 * it at once: each event is taken by one of them.
 * @returns how many events; call again while it is a full batch (100)
 */
export async function spread(tenantId: string): Promise<number> {
  return withTenant(tenantId, async (tx) => {
    const events = await tx.$queryRaw<Unspread[]>`
      SELECT id, type, subject_kind, subject_id, data FROM notification_events
      WHERE tenant_id = ${tenantId}::uuid AND spread_at IS NULL
      ORDER BY created_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
    if (events.length === 0) return 0;
    const endpoints = await tx.notificationEndpoint.findMany({
      where: { tenantId, enabled: true },
      select: { id: true, events: true },
    });
    for (const { id, type, subject_kind, subject_id, data } of events) {
      const wanted = endpoints.filter(({ events: those }) => those.length === 0 || those.includes(type));
      await tx.notificationDelivery.createMany({
        data: wanted.map((endpoint) => ({ id: newId(), tenantId, eventId: id, endpointId: endpoint.id })),
        skipDuplicates: true,
      });
      const event = { type, subjectKind: subject_kind, subjectId: subject_id, data };
      await tx.notificationEvent.update({
        where: { id },
        data: {
          spreadAt: new Date(),
          ...(wanted.length > 0 && { data: (await describe(tx, event)) as JsonObject }),
        },
      });
    }
    return events.length;
  });
}

export const SPREAD_BATCH = BATCH;
