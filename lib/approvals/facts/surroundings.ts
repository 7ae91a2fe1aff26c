import { Prisma, type Approval, type Tx } from "../../platform/db";
import { idFloor } from "../../platform/ids";
import type { EarlierCall, Surroundings } from "./unusual";

const DAY = 24 * 60 * 60_000;
const HOUR = 60 * 60_000;
const DAYS = 30;
/** Of the tool's newest calls so many are looked through for this agent's, of which so many are compared. */
const LOOKED_THROUGH = 2_000;
const COMPARED = 200;
/** Arguments that take more room than this are left out of the comparison. */
const MAX_STORED_BYTES = 8_192;
const SESSION_CALLS = 500;

/** Everything {@link Surroundings} says, read by indexes and up to fixed numbers, whatever the tenant has stored. */
export async function readSurroundings(
  tx: Tx,
  approval: Approval,
  lastApprovedHash: string | null,
): Promise<Surroundings> {
  const { calls, capped, more } = await readCalls(tx, approval);
  return {
    at: approval.createdAt.getTime(),
    arguments: approval.arguments,
    calls,
    capped,
    more,
    denials: await readDenials(tx, approval),
    definitionChanged: lastApprovedHash === null ? null : lastApprovedHash !== approval.definitionHash,
  };
}

type RawCall = { id: string; at: Date; action: string; arguments: unknown };

async function readCalls(
  tx: Tx,
  approval: Approval,
): Promise<Pick<Surroundings, "capped" | "more"> & { calls: EarlierCall[] }> {
  const { agentId, createdAt } = approval;
  const of = ofTool(approval, createdAt.getTime() - DAYS * DAY);
  const rows = await tx.$queryRaw<RawCall[]>`
    SELECT d.id, d.decided_at AS at, d.action,
      CASE WHEN pg_column_size(d.arguments) <= ${MAX_STORED_BYTES}::int THEN d.arguments END AS arguments
    FROM (SELECT * FROM decisions ${of} ORDER BY id DESC LIMIT ${LOOKED_THROUGH}::int) d
    WHERE d.agent_id = ${agentId}::uuid AND d.id = d.call_id
    ORDER BY d.id DESC LIMIT ${COMPARED}::int`;
  const capped = rows.length === 0 && (await hasMore(tx, of));
  // By their keys: a join over the partitions makes the planner read all requests.
  const approved = await tx.approval.findMany({
    where: {
      callId: { in: rows.filter(({ action }) => action === "REQUIRE_APPROVAL").map(({ id }) => id) },
      status: "approved",
    },
    select: { callId: true },
  });
  const letThrough = new Set(approved.map(({ callId }) => callId));
  const calls = rows.map((row) => ({
    at: row.at.getTime(),
    letThrough: row.action === "ALLOW" || letThrough.has(row.id),
    arguments: row.arguments,
  }));
  return { calls, capped, more: rows.length === COMPARED };
}

/** Before this one, since a time: what the index of decisions by capability has in order. */
function ofTool({ tenantId, capability, callId }: Approval, since: number): Prisma.Sql {
  return Prisma.sql`
    WHERE tenant_id = ${tenantId}::uuid AND capability = ${capability}
      AND id >= ${idFloor(since)}::uuid AND id < ${callId}::uuid`;
}

async function hasMore(tx: Tx, of: Prisma.Sql): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM decisions ${of} ORDER BY id DESC OFFSET ${LOOKED_THROUGH}::int LIMIT 1`;
  return rows.length > 0;
}

async function readDenials(tx: Tx, approval: Approval): Promise<Surroundings["denials"]> {
  const { tenantId, sessionId, callId, id, createdAt } = approval;
  const since = new Date(createdAt.getTime() - HOUR);
  const rows = await tx.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM (
      SELECT action FROM decisions
      WHERE tenant_id = ${tenantId}::uuid AND session_id = ${sessionId}::uuid
        AND id >= ${idFloor(since.getTime())}::uuid AND id < ${callId}::uuid
      ORDER BY id DESC LIMIT ${SESSION_CALLS}::int
    ) d WHERE d.action = 'DENY'`;
  const byPeople = await tx.approval.count({
    where: {
      ...{ tenantId, sessionId, status: "denied", id: { not: id } },
      decidedAt: { gte: since, lt: createdAt },
    },
  });
  return { byPolicy: rows[0]?.n ?? 0, byPeople };
}
