import type { Ctx } from "../platform/ctx";
import type { Tx } from "../platform/db";
import { newId } from "../platform/ids";
import type { Deployment, Environment } from "./types";

type ToDeploy = {
  environment: Environment;
  revisionId: string;
  kind: Deployment["kind"];
  reason?: string;
  /** Who answers for it, where that is not the actor: a schedule is carried out in its maker's name. */
  byId?: string | null;
};

/**
 * Puts a revision in force in one environment: ends what was in force there and records the new deployment.
 * The control epoch rises with it, so that every decision from then on is made under it.
 * @returns the deployment's id.
 */
export async function deploy(tx: Tx, ctx: Ctx, to: ToDeploy): Promise<string> {
  const { tenantId } = ctx;
  const id = newId();
  const { environment, revisionId, kind, reason = "" } = to;
  const by = to.byId === undefined ? (ctx.actor.kind === "user" ? ctx.actor.id : null) : to.byId;
  await undeploy(tx, ctx, environment);
  // By the database's clock, which the gateways' reports of when they followed are by as well.
  await tx.$executeRaw`
    INSERT INTO policy_deployments (id, tenant_id, environment, revision_id, kind, reason, deployed_by_id, deployed_at)
    VALUES (${id}::uuid, ${tenantId}::uuid, ${environment}, ${revisionId}::uuid, ${kind}, ${reason}, ${by}::uuid, now())`;
  return id;
}

/** Ends what is in force in an environment, so that every call in it is denied. */
export async function undeploy(tx: Tx, { tenantId }: Ctx, environment: Environment): Promise<void> {
  await tx.$executeRaw`
    UPDATE policy_deployments SET ended_at = now()
    WHERE tenant_id = ${tenantId}::uuid AND environment = ${environment} AND ended_at IS NULL`;
}
