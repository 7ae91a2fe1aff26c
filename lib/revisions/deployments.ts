import type { PolicyDeployment } from "../platform/db";
import type { Deployment, Environment, Person } from "./types";

type Row = PolicyDeployment & { revision: { number: number } };

/** A deployment as pages show it. */
export function toDeployment(row: Row, person: (id: string | null) => Person): Deployment {
  return {
    id: row.id,
    environment: row.environment as Environment, // CHECK environment_known
    revisionId: row.revisionId,
    revisionNumber: row.revision.number,
    kind: row.kind as Deployment["kind"], // CHECK kind_known
    reason: row.reason,
    by: person(row.deployedById),
    at: row.deployedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
