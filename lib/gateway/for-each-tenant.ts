import { logger } from "../platform/log";

/** The same work for one tenant after another. What fails in one keeps nobody else waiting. */
export async function forEachTenant(
  tenantIds: readonly string[],
  work: (tenantId: string) => Promise<unknown>,
): Promise<void> {
  for (const tenantId of tenantIds) {
    try {
      await work(tenantId);
    } catch (err) {
      logger("maintenance").warn("a tenant's work was left for the next round", { err, tenantId });
    }
  }
}
