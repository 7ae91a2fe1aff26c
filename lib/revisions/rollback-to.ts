import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type PolicyRevision, type Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { deploy } from "./deploy";
import { intoProduction } from "./into-production";
import { demand, mayDo } from "./may-do";
import { actorId, loadRevision, record } from "./on-revision";
import { parseInput } from "./parse";
import { readFacts } from "./read-facts";
import { RollbackInput } from "./schemas";
import { verifyRevision } from "./signing";
import { takeTurns } from "./take-turns";
import type { Environment, RevisionState, StepTaken } from "./types";

type Trial = Exclude<Environment, "production">;

/**
 * Puts an earlier revision back in force, as a new deployment. In production it goes at once where it allows
 * nothing more than what is in force; where it does, it needs the approvals that publishing it would need; those it was published with
 * count, since they are of this content.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT (in force already, never published or
 *   signed, loosens)
 */
export async function rollbackTo(ctx: Ctx, input: RollbackInput): Promise<StepTaken> {
  requirePermission(ctx, "policy.publish");
  const { id, environment, reason } = parseInput(RollbackInput, input);
  return withTenant(ctx.tenantId, async (tx) => {
    await takeTurns(tx, ctx.tenantId);
    const row = await loadRevision(tx, ctx.tenantId, id);
    if (environment !== "production") return intoTrial(tx, ctx, row, environment, reason);
    demand(mayDo(ctx, await readFacts(tx, ctx, row)).rollback_to);
    return intoProduction(tx, ctx, row, { event: "restore", reason, byId: actorId(ctx) });
  });
}

const WAS_PUBLISHED: readonly RevisionState[] = ["published", "superseded", "rolled_back"];

/** Nobody's production hangs on preview and staging, so there it takes no second person. */
async function intoTrial(
  tx: Tx,
  ctx: Ctx,
  row: PolicyRevision,
  environment: Trial,
  reason: string,
): Promise<StepTaken> {
  const state = row.state as RevisionState; // CHECK state_known
  if (!WAS_PUBLISHED.includes(state))
    throw new DomainError("CONFLICT", `Revision ${row.number} was never published: promote it instead.`);
  const there = await tx.policyDeployment.findFirst({
    where: { tenantId: ctx.tenantId, environment, endedAt: null },
  });
  if (there?.revisionId === row.id)
    throw new DomainError("CONFLICT", `Revision ${row.number} is in force in ${environment} already.`);
  const verified = verifyRevision(row);
  if (!verified.ok)
    throw new DomainError(
      "CONFLICT",
      `${verified.why} No gateway would enforce it: start a new draft from it.`,
    );
  const to = { environment, revisionId: row.id, kind: "rollback", reason, byId: actorId(ctx) } as const;
  const deploymentId = await deploy(tx, ctx, to);
  return record(tx, ctx, row, "policy.rolled_back", { environment, deploymentId, reason });
}
