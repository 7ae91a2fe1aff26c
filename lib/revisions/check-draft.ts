import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { checkPolicy, type CheckReport } from "../policy";
import { catalogOf } from "./catalog";
import { parseInput } from "./parse";
import { readSettings } from "./read-settings";
import { CheckInput } from "./schemas";

/**
 * Runs every gate over two texts as they are typed, against the tenant's registry and coverage floor. Writes nothing.
 * @throws DomainError FORBIDDEN, INVALID_INPUT (too long; faults of the texts are in the report)
 */
export async function checkDraft(ctx: Ctx, input: CheckInput): Promise<CheckReport> {
  requirePermission(ctx, "policy.read");
  const { document, tests } = parseInput(CheckInput, input);
  const { catalog, coverageFloor } = await withTenant(ctx.tenantId, async (tx) => ({
    catalog: await catalogOf(tx, ctx),
    coverageFloor: (await readSettings(tx, ctx.tenantId)).coverageFloor,
  }));
  return checkPolicy({ document, tests, catalog, coverageFloor });
}
