import type { Tx } from "../platform/db";
import type { CompiledPolicy } from "../policy";
import { verifyRevision } from "./signing";
import type { Environment } from "./types";

type Deployed = { revisionId: string; number: number; deployedAt: Date };
/** What was deployed and holds, or why it must not be enforced. */
export type InForce =
  | (Deployed & { hash: string; document: string; tests: string; compiled: CompiledPolicy })
  | (Deployed & { problem: string });

/** What is deployed in each environment of the tenant, verified. Nothing is deployed where there is no entry. */
export async function inForce(tx: Tx, tenantId: string): Promise<Map<Environment, InForce>> {
  const deployments = await tx.policyDeployment.findMany({
    where: { tenantId, endedAt: null },
    include: { revision: true },
  });
  return new Map(
    deployments.map(({ environment, deployedAt, revision }) => {
      const { id, number, document, tests } = revision;
      const deployed = { revisionId: id, number, deployedAt };
      const verified = verifyRevision(revision);
      const found = verified.ok
        ? { ...deployed, hash: verified.compiled.hash, document, tests, compiled: verified.compiled }
        : { ...deployed, problem: verified.why };
      // A CHECK constraint keeps the column to these words.
      return [environment as Environment, found];
    }),
  );
}
