import type { Tx } from "../platform/db";
import { CALL_COLUMNS, completeCalls, type RawCall } from "./complete-calls";
import type { CallRow } from "./types";

export const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/*
 * OFFSET 0 keeps `id = call_id` out of the inner query: the planner believes that it selects almost nothing,
 * and would sort a whole session to find a page.
 */

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

/** Calls by their ids; those that are not here are left out. */
export async function callsById(
  tx: Tx,
  tenantId: string,
  callIds: readonly string[],
): Promise<Map<string, CallRow>> {
  if (callIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<RawCall[]>`
    SELECT ${CALL_COLUMNS} FROM decisions d
    WHERE d.tenant_id = ${tenantId}::uuid AND d.id = ANY (${[...callIds]}::uuid[]) AND d.call_id = d.id`;
  return new Map((await completeCalls(tx, rows)).map((call) => [call.id, call]));
}
