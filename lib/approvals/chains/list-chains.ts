import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { BUILT_IN_CHAINS } from "../built-in-chains";
import { describer } from "./describe-chain";
import { newestChains } from "./store";
import type { ChainRow } from "./types";

/**
 * Every chain that a rule may name: the tenant's own by name, each in its newest version, then those that come with
 * the product. @throws DomainError FORBIDDEN
 */
export async function listChains(ctx: Ctx): Promise<ChainRow[]> {
  requirePermission(ctx, "approvals.read");
  return withTenant(ctx.tenantId, async (tx) => {
    const { own, builtIn } = await describer(tx, ctx.tenantId);
    const rows = (await newestChains(tx, ctx.tenantId)).map(own);
    return [...rows, ...Object.keys(BUILT_IN_CHAINS).flatMap((name) => builtIn(name) ?? [])];
  });
}
