import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { invalidInput } from "../../platform/errors";
import { ListUpstreamsInput } from "../schemas";
import type { UpstreamRow } from "../types";
import { MOST_UPSTREAMS } from "./create-upstream";
import { countCapabilities, findMinutes, findUpstreams, toSummary } from "./rows";
import { firstMinute, LIST_MINUTES, toTraffic } from "./traffic";

/**
 * Every upstream of the tenant with how it is and what went through it in the last hour, in the order of their slugs.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function listUpstreams(ctx: Ctx, input: ListUpstreamsInput): Promise<UpstreamRow[]> {
  requirePermission(ctx, "upstreams.read");
  const parsed = ListUpstreamsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { tenantId } = ctx;
  const now = new Date();
  return withTenant(tenantId, async (tx) => {
    const rows = await findUpstreams(tx, tenantId, MOST_UPSTREAMS);
    const counts = await countCapabilities(tx, tenantId);
    const minutes = await findMinutes(tx, tenantId, firstMinute(LIST_MINUTES, now));
    return rows.map((row) => ({
      ...toSummary(row, counts.get(row.id)),
      traffic: toTraffic(minutes.get(row.id) ?? [], now),
    }));
  });
}
