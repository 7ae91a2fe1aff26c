import { Prisma, type Tx } from "../platform/db";
import { CALL_COLUMNS, CALL_JOINS, toCallRow, type RawCall } from "./row-sql";
import type { CallRow } from "./types";

/** One page of a session's calls, oldest first, after one of them. */
export async function callsAfter(
  tx: Tx,
  tenantId: string,
  sessionId: string,
  after: string,
  limit: number,
): Promise<CallRow[]> {
  const rows = await tx.$queryRaw<RawCall[]>`
    WITH d AS MATERIALIZED (
      SELECT * FROM decisions
      WHERE tenant_id = ${tenantId}::uuid AND session_id = ${sessionId}::uuid AND id > ${after}::uuid AND id = call_id
      ORDER BY id LIMIT ${limit}
    )
    SELECT ${CALL_COLUMNS} FROM d ${CALL_JOINS} ORDER BY d.id`;
  return rows.map(toCallRow);
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
    WITH d AS MATERIALIZED (
      SELECT * FROM decisions
      WHERE tenant_id = ${tenantId}::uuid AND session_id = ${sessionId}::uuid AND ${before ? Prisma.sql`id < ${before}::uuid` : Prisma.sql`true`} AND id = call_id
      ORDER BY id DESC LIMIT ${limit}
    )
    SELECT ${CALL_COLUMNS} FROM d ${CALL_JOINS} ORDER BY d.id DESC`;
  return rows.map(toCallRow);
}

/** One call by its id, or null. */
export async function oneCall(tx: Tx, tenantId: string, callId: string): Promise<CallRow | null> {
  const rows = await tx.$queryRaw<RawCall[]>`
    WITH d AS MATERIALIZED (
      SELECT * FROM decisions WHERE tenant_id = ${tenantId}::uuid AND id = ${callId}::uuid AND id = call_id
    )
    SELECT ${CALL_COLUMNS} FROM d ${CALL_JOINS}`;
  const raw = rows[0];
  return raw ? toCallRow(raw) : null;
}
