import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { checkpointText } from "./chain/checkpoint-text";
import { hex } from "./chain/entry";
import { countWaiting, readHead } from "./chain/read";
import { EMPTY_ROOT } from "./chain/tree";
import { WAITING_COUNTED } from "./schemas";
import type { ChainState } from "./types";

/** How far the tenant's audit log is sealed. What was stored, not verified: see verifyChain. @throws DomainError FORBIDDEN */
export async function getChain(ctx: Ctx): Promise<ChainState> {
  requirePermission(ctx, "audit.read");
  return withTenant(ctx.tenantId, async (tx) => {
    const head = await readHead(tx, ctx.tenantId);
    const { size, root } = { size: Number(head?.size ?? 0), root: head?.root ?? EMPTY_ROOT };
    const checkpoint = checkpointText({ tenantId: ctx.tenantId, size, root });
    const waiting = await countWaiting(tx, ctx.tenantId, WAITING_COUNTED);
    return { size, root: hex(root), sealedAt: head?.sealedAt ?? null, waiting, checkpoint };
  });
}
