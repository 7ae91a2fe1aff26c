import { systemCtx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { newId } from "../platform/ids";
import { appendLeaves } from "../platform/ledger";

const BATCH = 200;

export type Settled = { escalated: number; expired: number };

/**
 * Writes down whose time has come, by the database's clock: which requests the escalation group may decide as well, and
 * which nobody decided in time. What a stop keeps frozen stands still. Reading and deciding know both already; this settles it with an audit leaf each and
 * wakes whoever waits. Several processes may run it at once, and be killed at any point: a row is taken by one
 * transaction, which the leaf is part of.
 * @returns how many; at most a batch (200) of each.
 */
export async function settleDue(tenantId: string): Promise<Settled> {
  return withTenant(tenantId, async (tx) => ({
    // First, so that a request whose both times passed while nobody looked has both in its record, in order.
    escalated: await escalate(tx, tenantId),
    expired: await expire(tx, tenantId),
  }));
}

/** The same, batch after batch, until nothing is left: what piled up while nobody looked is settled in one round. */
export async function settleAllDue(tenantId: string): Promise<void> {
  for (let more = true; more;) {
    const { escalated, expired } = await settleDue(tenantId);
    more = escalated === BATCH || expired === BATCH;
  }
}

type Row = { id: string; call_id: string; capability: string; due: Date };

async function escalate(tx: Tx, tenantId: string): Promise<number> {
  const rows = await tx.$queryRaw<Row[]>`
    WITH due AS (
      SELECT id FROM approvals
      WHERE tenant_id = ${tenantId}::uuid AND status = 'pending' AND escalated_at IS NULL
        AND escalates_at <= clock_timestamp() AND frozen_at IS NULL
      ORDER BY escalates_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
    )
    UPDATE approvals a SET escalated_at = clock_timestamp() FROM due WHERE a.id = due.id
    RETURNING a.id, a.call_id, a.capability, a.escalates_at AS due`;
  await record(tx, tenantId, rows, "approval.escalated", ({ due }) => ({
    escalatesAt: due.toISOString(),
  }));
  if (rows.length > 0) {
    const payloads = rows.map(({ id }) => JSON.stringify({ t: tenantId, i: id, s: "pending" }));
    await tx.$executeRaw`SELECT pg_notify('agentgate_approvals', payload) FROM unnest(${payloads}::text[]) AS payload`;
  }
  return rows.length;
}

async function expire(tx: Tx, tenantId: string): Promise<number> {
  const rows = await tx.$queryRaw<Row[]>`
    WITH due AS (
      SELECT id FROM approvals
      WHERE tenant_id = ${tenantId}::uuid AND status = 'pending' AND expires_at <= clock_timestamp()
        AND (frozen_at IS NULL OR expires_at <= frozen_at)
      ORDER BY expires_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
    )
    UPDATE approvals a SET status = 'expired', decided_at = a.expires_at FROM due WHERE a.id = due.id
    RETURNING a.id, a.call_id, a.capability, a.expires_at AS due`;
  await record(tx, tenantId, rows, "approval.expired", ({ due }) => ({
    expiresAt: due.toISOString(),
  }));
  return rows.length;
}

async function record(
  tx: Tx,
  tenantId: string,
  rows: readonly Row[],
  action: string,
  more: (row: Row) => Record<string, string>,
): Promise<void> {
  const leaves = rows.map((row) => ({
    action,
    subjectKind: "approval",
    subjectId: row.id,
    data: { callId: row.call_id, capability: row.capability, ...more(row) },
  }));
  if (leaves.length > 0) await appendLeaves(tx, systemCtx(tenantId, `settle-${newId()}`), leaves);
}
