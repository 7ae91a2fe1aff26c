import type { Ctx } from "../platform/ctx";
import type { PolicyRevision, Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { deploy } from "./deploy";
import { record, writeIfUnchanged } from "./on-revision";
import { publishedRevision } from "./read-facts";
import { UNSCHEDULED } from "./save-draft";
import { verifyRevision } from "./signing";
import { enterForce } from "./state";
import type { RevisionState, StepTaken } from "./types";

type Entrance = {
  event: "publish" | "restore";
  reason?: string;
  /** Who answers for it; null where that is the system. */
  byId: string | null;
};

/**
 * Puts a signed revision in force in production, in the transaction of its verb: the one in force leaves, the
 * deployments change over, and one leaf tells of it. The control epoch rises, so every gateway follows.
 * @throws DomainError CONFLICT where a move is illegal, the revision has changed, or its signature doesn't hold
 */
export async function intoProduction(
  tx: Tx,
  ctx: Ctx,
  row: PolicyRevision,
  { event, reason = "", byId }: Entrance,
): Promise<StepTaken> {
  const leaving = await publishedRevision(tx, ctx.tenantId);
  const moves = enterForce(row.state as RevisionState, event, leaving && (leaving.state as RevisionState));
  if (!moves)
    throw new DomainError(
      "CONFLICT",
      `Revision ${row.number} is ${row.state}, so it cannot come into force.`,
    );
  const verified = verifyRevision(row);
  if (!verified.ok)
    throw new DomainError(
      "CONFLICT",
      `${verified.why} No gateway would enforce it: start a new draft from it.`,
    );
  // First out, then in: the database lets one be published.
  if (leaving && moves.left) await writeIfUnchanged(tx, leaving, { state: moves.left });
  await writeIfUnchanged(tx, row, {
    state: moves.entered,
    ...UNSCHEDULED,
    ...(event === "publish" ? { publishedById: byId, publishedAt: new Date() } : {}),
  });
  const kind = event === "publish" ? "publish" : "rollback";
  const deploymentId = await deploy(tx, ctx, {
    environment: "production",
    revisionId: row.id,
    kind,
    reason,
    byId,
  });
  return record(
    tx,
    ctx,
    { ...row, state: moves.entered },
    event === "publish" ? "policy.published" : "policy.rolled_back",
    { environment: "production", deploymentId, reason, displaced: leaving?.number ?? null, onBehalfOf: byId },
  );
}
