import { withTenant } from "../platform/db";
import { KEPT } from "./roll-up";
import { DAY } from "./spans";

/** Minutes are looked at one by one for a week and compared with the week before. */
const MINUTES_KEPT = 8 * DAY;

/**
 * Deletes counts that nobody looks at any more. Minutes and hours that a larger stretch may still be written from
 * stay, however long nobody counted.
 */
export async function pruneTraffic(tenantId: string, now = Date.now()): Promise<void> {
  const keep = async (span: number, ms: number) =>
    withTenant(
      tenantId,
      (tx) => tx.$executeRaw`
        DELETE FROM traffic_counts WHERE tenant_id = ${tenantId}::uuid AND span = ${span}::int AND at < least(
          ${new Date(now - ms)}, (SELECT settled_until - interval '2 days' FROM traffic_marks WHERE tenant_id = ${tenantId}::uuid))`,
    );
  await keep(60, MINUTES_KEPT);
  await keep(3_600, KEPT);
  await keep(86_400, KEPT);
}
