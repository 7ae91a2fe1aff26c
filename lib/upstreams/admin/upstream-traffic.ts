import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { invalidInput, notFound } from "../../platform/errors";
import { UpstreamTrafficInput } from "../schemas";
import type { UpstreamPoint } from "../types";
import { findMinutes } from "./rows";
import { firstMinute, toPoints } from "./traffic";

/**
 * The last hour, six hours or day of one upstream, minute by minute, those without calls too.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function upstreamTraffic(ctx: Ctx, input: UpstreamTrafficInput): Promise<UpstreamPoint[]> {
  requirePermission(ctx, "upstreams.read");
  const parsed = UpstreamTrafficInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { id, minutes } = parsed.data;
  const { tenantId } = ctx;
  const now = new Date();
  return withTenant(tenantId, async (tx) => {
    const known = await tx.upstream.count({ where: { id, tenantId } });
    if (known === 0) throw notFound("upstream");
    const found = await findMinutes(tx, tenantId, firstMinute(minutes, now), id);
    return toPoints(found.get(id) ?? [], minutes, now);
  });
}
