import type { Ctx } from "../platform/ctx";
import type { Tx } from "../platform/db";
import { newId } from "../platform/ids";
import type { Deployment, Environment } from "./types";

type ToDeploy = {
  environment: Environment;
  revisionId: string;
  kind: Deployment["kind"];
  reason?: string;
};

/**
 * Puts a revision in force in one environment: ends what was in force there and records the new deployment.
 * The control epoch rises with it, so that every decision from then on is made under it.
 * @returns the deployment's id.
 */
export async function deploy(tx: Tx, ctx: Ctx, { reason = "", ...to }: ToDeploy): Promise<string> {
  const { tenantId } = ctx;
  const id = newId();
  const now = new Date();
  await tx.policyDeployment.updateMany({
    where: { tenantId, environment: to.environment, endedAt: null },
    data: { endedAt: now },
  });
  const deployedById = ctx.actor.kind === "user" ? ctx.actor.id : null;
  await tx.policyDeployment.create({
    data: { id, tenantId, ...to, reason, deployedById, deployedAt: now },
  });
  return id;
}
