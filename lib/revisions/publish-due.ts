import { systemCtx, type Ctx } from "../platform/ctx";
import { withTenant, type PolicyRevision, type Tx } from "../platform/db";
import { newId } from "../platform/ids";
import { intoProduction } from "./into-production";
import { record, writeIfUnchanged } from "./on-revision";
import { readFacts } from "./read-facts";
import { missing } from "./requirements";
import { verifyRevision } from "./signing";
import { takeTurns } from "./take-turns";

/**
 * Publishes the tenant's revisions whose moment has come. What a revision needs is asked again: where something
 * is missing by now it stays in review, off the schedule, and says what. Several processes may run it at
 * once: they take turns, and each revision is published by one of them.
 * @returns how many were published.
 */
export async function publishDue(tenantId: string): Promise<number> {
  const ctx = systemCtx(tenantId, `schedule-${newId()}`);
  let published = 0;
  for (const { id } of await withTenant(tenantId, (tx) => dueRevisions(tx, tenantId)))
    if (await withTenant(tenantId, (tx) => publishOne(tx, ctx, id))) published++;
  return published;
}

async function dueRevisions(tx: Tx, tenantId: string): Promise<{ id: string }[]> {
  return tx.$queryRaw`
    SELECT id FROM policy_revisions
    WHERE tenant_id = ${tenantId}::uuid AND state = 'in_review' AND scheduled_at <= clock_timestamp()
    ORDER BY scheduled_at, number`;
}

async function publishOne(tx: Tx, ctx: Ctx, id: string): Promise<boolean> {
  await takeTurns(tx, ctx.tenantId);
  // Another process, or a person, may have been first.
  const due = await dueRevisions(tx, ctx.tenantId);
  if (!due.some((revision) => revision.id === id)) return false;
  const row = await tx.policyRevision.findUniqueOrThrow({ where: { id } });
  const problem = await problemOf(tx, ctx, row);
  if (problem === null) {
    await intoProduction(tx, ctx, row, { event: "publish", byId: row.scheduledById });
    return true;
  }
  await writeIfUnchanged(tx, row, { scheduledAt: null, scheduleProblem: problem });
  await record(tx, ctx, row, "policy.schedule_missed", {
    at: row.scheduledAt?.toISOString() ?? null,
    problem,
  });
  return false;
}

async function problemOf(tx: Tx, ctx: Ctx, row: PolicyRevision): Promise<string | null> {
  const verified = verifyRevision(row);
  return missing(await readFacts(tx, ctx, row)) ?? (verified.ok ? null : verified.why);
}
