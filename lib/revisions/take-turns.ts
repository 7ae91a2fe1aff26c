import type { Tx } from "../platform/db";

/** Who changes which revision is in force takes turns with the tenant's others, until the transaction ends. */
export async function takeTurns(tx: Tx, tenantId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`agentgate.policy.${tenantId}`}, 0))`;
}
