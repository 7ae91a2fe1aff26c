import type { Ctx } from "../platform/ctx";
import { Prisma, withTenant } from "../platform/db";
import { appendLeaves } from "../platform/ledger";

/**
 * A session has ended, so nobody waits for its requests any more. For the code that ends sessions, whoever asked it to.
 * @param cause one sentence for people and for the record.
 * @returns how many were cancelled; what is settled or overdue stays as it is.
 */
export async function cancelForSession(ctx: Ctx, sessionId: string, cause: string): Promise<number> {
  return cancelWaiting(ctx, Prisma.sql`session_id = ${sessionId}::uuid`, cause);
}

/** The same for all that an agent waits for: it was disabled, or its last key is gone. */
export async function cancelForAgent(ctx: Ctx, agentId: string, cause: string): Promise<number> {
  return cancelWaiting(ctx, Prisma.sql`agent_id = ${agentId}::uuid`, cause);
}

async function cancelWaiting(ctx: Ctx, whose: Prisma.Sql, cause: string): Promise<number> {
  return withTenant(ctx.tenantId, async (tx) => {
    // In one order, so that two of these, or one and a vote, wait for each other instead of for ever.
    const rows = await tx.$queryRaw<{ id: string; call_id: string; capability: string }[]>`
      WITH mine AS (
        SELECT id FROM approvals
        WHERE tenant_id = ${ctx.tenantId}::uuid AND status = 'pending' AND expires_at > coalesce(frozen_at, clock_timestamp()) AND ${whose}
        ORDER BY id FOR UPDATE
      )
      UPDATE approvals a SET status = 'cancelled', decided_at = clock_timestamp(), cancel_cause = ${cause}
      FROM mine WHERE a.id = mine.id
      RETURNING a.id, a.call_id, a.capability`;
    const leaves = rows.map((row) => ({
      action: "approval.cancelled",
      subjectKind: "approval",
      subjectId: row.id,
      data: { callId: row.call_id, capability: row.capability, cause },
    }));
    if (leaves.length > 0) await appendLeaves(tx, ctx, leaves);
    return rows.length;
  });
}
