import type { Tx } from "../platform/db";

/**
 * Tells every process, when the transaction commits, that nothing cached of this credential, session or issued
 * credential is to be used any more.
 */
export async function announce(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('agentgate_credentials', ${id})`;
}
