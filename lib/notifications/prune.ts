import { withTenant } from "../platform/db";

/** How long anybody can look back and send again. */
const KEPT_DAYS = 30;
/** A callback's signature is too old to be sent again after minutes. */
const CALLBACKS_KEPT_HOURS = 24;

/** So many events at a time, that a transaction stays short. */
const BATCH = 1_000;

/**
 * Deletes what has had its time: events with all their deliveries, and what kept callbacks from coming twice.
 * @returns how many events
 */
export async function pruneNotifications(tenantId: string): Promise<number> {
  for (let deleted = 0; ;) {
    const batch = await pruneBatch(tenantId);
    deleted += batch;
    if (batch < BATCH) return deleted;
  }
}

async function pruneBatch(tenantId: string): Promise<number> {
  return withTenant(tenantId, async (tx) => {
    const old = new Date(Date.now() - KEPT_DAYS * 86_400_000);
    const events = await tx.notificationEvent.findMany({
      where: { tenantId, createdAt: { lt: old } },
      select: { id: true },
      orderBy: { createdAt: "asc" },
      take: BATCH,
    });
    const eventId = { in: events.map(({ id }) => id) };
    await tx.notificationAttempt.deleteMany({ where: { tenantId, delivery: { eventId } } });
    await tx.notificationDelivery.deleteMany({ where: { tenantId, eventId } });
    await tx.notificationEvent.deleteMany({ where: { tenantId, id: eventId } });
    const receivedAt = { lt: new Date(Date.now() - CALLBACKS_KEPT_HOURS * 3_600_000) };
    await tx.slackCallback.deleteMany({ where: { tenantId, receivedAt } });
    return events.length;
  });
}
