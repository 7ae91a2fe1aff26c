import type { Tx } from "../platform/db";
import { CALL_COLUMNS, completeCalls, type RawCall } from "./complete-calls";
import type { CallRow } from "./types";

export const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/*
 * OFFSET 0 keeps `id = call_id` out of the inner query: the planner believes that it selects almost nothing,
 * and would sort a whole session to find a page.
 */

/** One page of a session's calls, oldest first, after one of them. */
export async function callsAfter(
  tx: Tx,
  tenantId: string,
  sessionId: string,
  after: string,
  limit: number,
): Promise<CallRow[]> {
  const rows = await tx.$queryRaw<RawCall[]>`
    SELECT ${CALL_COLUMNS} FROM (
      SELECT * FROM decisions
      WHERE tenant_id = ${tenantId}::uuid AND session_id = ${sessionId}::uuid AND id > ${after}::uuid
      ORDER BY id OFFSET 0
    ) d WHERE d.id = d.call_id LIMIT ${limit}`;
  return completeCalls(tx, rows);
}

/** The newest `limit` calls of a session, newest first; before one of its calls, where that is given. */
export async function callsBefore(
  tx: Tx,
  tenantId: string,
  sessionId: string,
  before: string | undefined,
  limit: number,
): Promise<CallRow[]> {
  const rows = await tx.$queryRaw<RawCall[]>`
    SELECT ${CALL_COLUMNS} FROM (
      SELECT * FROM decisions
      WHERE tenant_id = ${tenantId}::uuid AND session_id = ${sessionId}::uuid AND id < ${before ?? LAST_ID}::uuid
      ORDER BY id DESC OFFSET 0
    ) d WHERE d.id = d.call_id LIMIT ${limit}`;
  return completeCalls(tx, rows);
}

/** One call by its id, or null. */
export async function oneCall(tx: Tx, tenantId: string, callId: string): Promise<CallRow | null> {
  const rows = await tx.$queryRaw<RawCall[]>`
    SELECT ${CALL_COLUMNS} FROM decisions d
    WHERE d.tenant_id = ${tenantId}::uuid AND d.id = ${callId}::uuid AND d.call_id = ${callId}::uuid`;
  const [call] = await completeCalls(tx, rows);
  return call ?? null;
}
