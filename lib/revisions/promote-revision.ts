import { requirePermission, type Ctx } from "../platform/ctx";
import { DomainError } from "../platform/errors";
import { deploy } from "./deploy";
import { actorId, onRevision, record } from "./on-revision";
import { parseInput } from "./parse";
import { PromoteInput } from "./schemas";
import { signRevision } from "./signing";
import type { StepTaken } from "./types";

/**
 * Puts a revision in force in preview or staging. It is signed at the first of these and then the same signed
 * content goes on, so that what production gets is what was tried.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, SIGNING_UNAVAILABLE, CONFLICT (state, in force there)
 */
export async function promoteRevision(ctx: Ctx, input: PromoteInput): Promise<StepTaken> {
  requirePermission(ctx, "policy.publish");
  const { id, environment } = parseInput(PromoteInput, input);
  return onRevision(ctx, { id, verb: "promote" }, async (tx, row, facts) => {
    if (facts.inForce.includes(environment))
      throw new DomainError("CONFLICT", `Revision ${row.number} is in force in ${environment} already.`);
    await signRevision(tx, ctx, row);
    const to = { environment, revisionId: id, kind: "promote", byId: actorId(ctx) } as const;
    const deploymentId = await deploy(tx, ctx, to);
    return record(tx, ctx, row, "policy.promoted", { environment, deploymentId });
  });
}
