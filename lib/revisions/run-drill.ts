import { requirePermission, type Ctx } from "../platform/ctx";
import type { PolicyRevision, Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { catalogOf } from "./catalog";
import { rehearse, STAGE } from "./drill-steps";
import { actorId, loadRevision, onRevision, record } from "./on-revision";
import { parseInput } from "./parse";
import { RevisionRef } from "./schemas";
import { signRevision } from "./signing";
import type { DrillStep, StepTaken } from "./types";

export type DrillRun = StepTaken & { passed: boolean; steps: readonly DrillStep[] };

/**
 * Rehearses in staging that a revision can go in, be rolled back and go in again. Where it passes, the revision
 * stays in force in staging; where it doesn't, what was there before does.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, SIGNING_UNAVAILABLE, CONFLICT (not in review)
 */
export async function runDrill(ctx: Ctx, input: RevisionRef): Promise<DrillRun> {
  requirePermission(ctx, "policy.publish");
  const { id } = parseInput(RevisionRef, input);
  return onRevision(ctx, { id, verb: "drill" }, async (tx, row) => {
    if (row.hash === null) throw new DomainError("CONFLICT", "Only a policy can be drilled.");
    await signRevision(tx, ctx, row);
    const before = await lastOther(tx, row);
    const steps = await rehearse(tx, ctx, row, before, await catalogOf(tx, ctx));
    const passed = steps.every((step) => step.passed);
    await tx.policyDrill.create({
      data: {
        ...{ id: newId(), tenantId: ctx.tenantId, revisionId: id, hash: row.hash },
        ...{ passed, steps, ranById: actorId(ctx), ranAt: new Date() },
      },
    });
    const details = { environment: STAGE, passed, steps: steps.map((step) => ({ ...step })) };
    return { ...(await record(tx, ctx, row, "policy.drilled", details)), passed, steps };
  });
}

/** What a rollback in staging goes back to: what is there, or was there before this revision came in. */
async function lastOther(tx: Tx, { tenantId, id }: PolicyRevision): Promise<PolicyRevision | null> {
  const newest = await tx.policyDeployment.findFirst({
    where: { tenantId, environment: STAGE },
    orderBy: { id: "desc" },
  });
  // Staging stands empty: then empty is what it goes back to.
  if (!newest || newest.endedAt !== null) return null;
  const other =
    newest.revisionId === id
      ? await tx.policyDeployment.findFirst({
          where: { tenantId, environment: STAGE, revisionId: { not: id } },
          orderBy: { id: "desc" },
        })
      : newest;
  return other && loadRevision(tx, tenantId, other.revisionId);
}
