import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { toDeployment } from "./deployments";
import { parseInput } from "./parse";
import { readPeople } from "./people";
import { ListDeploymentsInput } from "./schemas";
import type { Deployment } from "./types";

/**
 * What came into force where, when and by whom, the newest first; of one environment or of all.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function listDeployments(ctx: Ctx, input: ListDeploymentsInput = {}): Promise<Deployment[]> {
  requirePermission(ctx, "policy.read");
  const { environment, limit } = parseInput(ListDeploymentsInput, input);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const rows = await tx.policyDeployment.findMany({
      where: { tenantId, ...(environment === undefined ? {} : { environment }) },
      include: { revision: { select: { number: true } } },
      orderBy: { id: "desc" },
      take: limit,
    });
    const person = await readPeople(
      tx,
      rows.map(({ deployedById }) => deployedById),
    );
    return rows.map((row) => toDeployment(row, person));
  });
}
