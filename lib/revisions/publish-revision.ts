import { requirePermission, type Ctx } from "../platform/ctx";
import { intoProduction } from "./into-production";
import { actorId, loadRevision, onRevision } from "./on-revision";
import { parseInput } from "./parse";
import { requireSameContent } from "./same-content";
import { PublishInput } from "./schemas";
import { signRevision } from "./signing";
import type { StepTaken } from "./types";

/**
 * Signs a reviewed revision and puts it in force in production; the one before is superseded. Every gateway
 * decides under it within a second.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, SIGNING_UNAVAILABLE, CONFLICT (other content, unmet
 *   requirements, published meanwhile)
 */
export async function publishRevision(ctx: Ctx, input: PublishInput): Promise<StepTaken> {
  requirePermission(ctx, "policy.publish");
  const { id, hash } = parseInput(PublishInput, input);
  return onRevision(ctx, { id, verb: "publish" }, async (tx, row) => {
    requireSameContent(row, { hash });
    await signRevision(tx, ctx, row);
    const signed = await loadRevision(tx, ctx.tenantId, id);
    return intoProduction(tx, ctx, signed, { event: "publish", byId: actorId(ctx) });
  });
}
