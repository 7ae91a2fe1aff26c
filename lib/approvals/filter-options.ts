import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { APPROVAL_STATUSES } from "../calls";

/** So many of the newest requests of each status are looked through. */
const LOOKED_AT = 500;

export type FilterOptions = { capabilities: string[]; rules: string[] };

/** The tools and rules of the newest requests, for filters. @throws DomainError FORBIDDEN */
export async function approvalFilterOptions(ctx: Ctx): Promise<FilterOptions> {
  requirePermission(ctx, "approvals.read");
  const rows = await withTenant(
    ctx.tenantId,
    (tx) => tx.$queryRaw<{ capability: string; rule: string | null }[]>`
      SELECT DISTINCT newest.capability, newest.rule_id AS rule FROM unnest(${[...APPROVAL_STATUSES]}::text[]) AS s(status)
      CROSS JOIN LATERAL (
        SELECT a.capability, a.rule_id FROM approvals a
        WHERE a.tenant_id = ${ctx.tenantId}::uuid AND a.status = s.status ORDER BY a.id DESC LIMIT ${LOOKED_AT}
      ) newest`,
  );
  return {
    capabilities: [...new Set(rows.map(({ capability }) => capability))].sort(),
    rules: [...new Set(rows.flatMap(({ rule }) => rule ?? []))].sort(),
  };
}
