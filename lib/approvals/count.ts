import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { loadDirectory } from "./directory";
import type { ApprovalCounts } from "./types";
import { countWaiting, newestOf, waitingForViewer } from "./waiting";

/** What waits now, for the navigation and the tab's title. @throws DomainError FORBIDDEN */
export async function countApprovals(ctx: Ctx): Promise<ApprovalCounts> {
  requirePermission(ctx, "approvals.read");
  return withTenant(ctx.tenantId, async (tx) => {
    const team = await countWaiting(tx, ctx.tenantId);
    if (team === 0) return { mine: 0, team, newest: null };
    const mine = await waitingForViewer(tx, ctx, await loadDirectory(tx, ctx.tenantId));
    return { mine: mine.length, team, newest: newestOf(mine) };
  });
}
