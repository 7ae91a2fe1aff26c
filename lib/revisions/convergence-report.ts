import { withTenant, type Tx } from "../platform/db";
import type { Environment } from "./types";

/** What one process enforces in one environment; `problem` says why it isn't what is deployed there. */
export type Enforced = {
  environment: Environment;
  revisionId: string | null;
  problem: string;
  /** From when on it decides by nothing else; null for now, by the database's clock. */
  since: Date | null;
};
type Who = { processId: string; tenantId: string };

/** How long a process that fell silent is remembered. */
const FORGOTTEN_AFTER = "1 hour";

/** Writes down what a gateway process enforces, in place of what it said before. Best effort: nothing waits for it. */
export async function reportEnforced(tx: Tx, who: Who, enforced: readonly Enforced[]): Promise<void> {
  const { processId, tenantId } = who;
  const environments = enforced.map(({ environment }) => environment);
  await tx.policyConvergence.deleteMany({
    where: { processId, tenantId, environment: { notIn: environments } },
  });
  for (const { environment, revisionId, problem, since } of enforced)
    await tx.$executeRaw`
      INSERT INTO policy_convergence AS known (process_id, tenant_id, environment, revision_id, problem, since, seen_at)
      VALUES (${processId}::uuid, ${tenantId}::uuid, ${environment}, ${revisionId}::uuid, ${problem},
        coalesce(${since}::timestamptz, clock_timestamp()), clock_timestamp())
      ON CONFLICT (process_id, tenant_id, environment) DO UPDATE SET
        revision_id = excluded.revision_id, problem = excluded.problem, seen_at = excluded.seen_at,
        since = CASE WHEN known.revision_id IS DISTINCT FROM excluded.revision_id THEN excluded.since
          ELSE known.since END`;
}

/** Says that a process is alive and enforces what it said. */
export async function reportAlive({ processId, tenantId }: Who): Promise<void> {
  await withTenant(
    tenantId,
    (tx) => tx.$executeRaw`
      UPDATE policy_convergence SET seen_at = clock_timestamp()
      WHERE process_id = ${processId}::uuid AND tenant_id = ${tenantId}::uuid`,
  );
}

/** Takes back what a process said, which ends. */
export async function reportGone({ processId, tenantId }: Who): Promise<void> {
  await withTenant(tenantId, (tx) => tx.policyConvergence.deleteMany({ where: { processId, tenantId } }));
}

/** Forgets the processes that have not been heard of for an hour. */
export async function forgetSilent(tenantId: string): Promise<void> {
  await withTenant(
    tenantId,
    (tx) => tx.$executeRaw`
      DELETE FROM policy_convergence
      WHERE tenant_id = ${tenantId}::uuid AND seen_at < now() - ${FORGOTTEN_AFTER}::interval`,
  );
}
