import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { idTime } from "../platform/ids";
import { ENVIRONMENTS, type Convergence, type Environment, type ProcessConvergence } from "./types";

/** A process reports every 5 s; one that missed two reports may enforce anything. */
const SILENT_AFTER_MS = 12_000;

type Row = {
  processId: string;
  revisionId: string | null;
  revisionNumber: number | null;
  problem: string;
  since: Date;
  seenAt: Date;
};
type Deployed = { revisionId: string; revisionNumber: number; at: Date };

/**
 * What every gateway process enforces beside what is deployed, for each environment that has either.
 * @throws DomainError FORBIDDEN
 */
export async function getConvergence(ctx: Ctx): Promise<Convergence[]> {
  requirePermission(ctx, "policy.read");
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const deployments = await tx.policyDeployment.findMany({
      where: { tenantId, endedAt: null },
      include: { revision: { select: { number: true } } },
    });
    const rows = await tx.policyConvergence.findMany({ where: { tenantId }, orderBy: { processId: "asc" } });
    const ids = [...new Set(rows.flatMap(({ revisionId }) => revisionId ?? []))];
    const revisions = await tx.policyRevision.findMany({
      where: { id: { in: ids } },
      select: { id: true, number: true },
    });
    const numbers = new Map(revisions.map(({ id, number }) => [id, number]));
    const [clock] = await tx.$queryRaw<{ now: Date }[]>`select clock_timestamp() as now`;
    const now = clock?.now ?? new Date();
    return ENVIRONMENTS.flatMap((environment) => {
      const found = deployments.find((it) => it.environment === environment);
      const deployed = found && {
        revisionId: found.revisionId,
        revisionNumber: found.revision.number,
        at: found.deployedAt,
      };
      const processes = rows
        .filter((row) => row.environment === environment)
        .map((row) => ({ ...row, revisionNumber: numbers.get(row.revisionId ?? "") ?? null }));
      return deployed || processes.length > 0
        ? [convergenceOf(environment, deployed ?? null, processes, now)]
        : [];
    });
  });
}

/** The state of one environment, from what is deployed and what the processes said. Pure. */
export function convergenceOf(
  environment: Environment,
  deployed: Deployed | null,
  rows: readonly Row[],
  now: Date,
): Convergence {
  const processes = rows.map((row) => processOf(environment, deployed, row, now));
  return {
    environment,
    deployed: deployed && { ...deployed, at: deployed.at.toISOString() },
    processes,
    sentence: sentenceOf(deployed, processes),
  };
}

function processOf(
  environment: Environment,
  deployed: Deployed | null,
  row: Row,
  now: Date,
): ProcessConvergence {
  const { processId, revisionId, revisionNumber, problem, since, seenAt } = row;
  const follows = revisionId === (deployed?.revisionId ?? null) && problem === "";
  const silent = now.getTime() - seenAt.getTime() > SILENT_AFTER_MS;
  // One that started later never had anything else to do.
  const sawItComing = deployed !== null && idTime(processId) <= deployed.at.getTime();
  return {
    ...{ processId, environment, revisionId, revisionNumber, problem },
    since: since.toISOString(),
    seenAt: seenAt.toISOString(),
    lagMs: follows && sawItComing ? Math.max(0, since.getTime() - deployed.at.getTime()) : null,
    status: silent ? "unknown" : follows ? "current" : "behind",
  };
}

function sentenceOf(deployed: Deployed | null, processes: readonly ProcessConvergence[]): string {
  if (!deployed) return "Nothing is deployed.";
  if (processes.length === 0)
    return `No gateway process has asked for revision ${deployed.revisionNumber} yet.`;
  const heard = processes.filter(({ status }) => status !== "unknown");
  const current = heard.filter(({ status }) => status === "current");
  const lags = current.flatMap(({ lagMs }) => lagMs ?? []);
  const refused = heard.filter(({ problem }) => problem !== "");
  const unknown = processes.length - heard.length;
  return [
    `${current.length} of ${heard.length} ${heard.length === 1 ? "process" : "processes"} on revision ${deployed.revisionNumber}`,
    lags.length > 0 && `the slowest after ${(Math.max(...lags) / 1_000).toFixed(1)} s`,
    refused.length > 0 && `${refused.length} refused it: ${refused[0]!.problem.replace(/\.$/, "")}`,
    unknown > 0 && `${unknown} unknown`,
  ]
    .filter(Boolean)
    .join(", ");
}
