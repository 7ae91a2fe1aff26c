import { pool } from "../../platform/db";
import { logger } from "../../platform/log";
import { singleton } from "../../platform/singleton";

/** NOTIFY serialises commits across the whole database, so it is sent beside the batches, not in them. */
const EVERY_MS = 200;

/** Tells live views, at most five times a second, that this tenant has new decisions or outcomes. */
export function markActivity(tenantId: string): void {
  const pending = singleton("gateway-activity", () => new Set<string>());
  if (pending.has(tenantId)) return;
  pending.add(tenantId);
  setTimeout(() => {
    pending.delete(tenantId);
    pool()
      .query("select pg_notify('agentgate_activity', $1)", [tenantId])
      .catch((err: unknown) => logger("gateway").warn("activity was not announced", { err, tenantId }));
  }, EVERY_MS).unref();
}
