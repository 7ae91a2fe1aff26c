import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { evaluate, explain } from "../policy";
import { catalogOf } from "./catalog";
import { compiledOnce } from "./compiled-once";
import { parseInput } from "./parse";
import { SimulateInput } from "./schemas";
import { simulatedRequest } from "./simulated-request";
import type { Simulation } from "./types";

/**
 * What a draft would answer to one call, stored or imagined, with every rule tried and why. Nothing runs and nothing
 * is recorded. A session's counts are what they were when a stored call was made, and zero for an imagined one.
 * @throws DomainError FORBIDDEN, NOT_FOUND (call), INVALID_INPUT (PolicyError where the document is no policy)
 */
export async function simulate(ctx: Ctx, input: SimulateInput): Promise<Simulation> {
  requirePermission(ctx, "policy.read");
  const { document, ...call } = parseInput(SimulateInput, input);
  // The arguments of a stored call are for those who may read calls.
  if (call.callId !== undefined) requirePermission(ctx, "sessions.read");
  const policy = compiledOnce(document);
  const { registered, ...request } = await withTenant(ctx.tenantId, async (tx) =>
    simulatedRequest(tx, ctx, call, await catalogOf(tx, ctx)),
  );
  return {
    decision: evaluate(policy, request),
    explanation: explain(policy, request),
    facts: {
      principal: request.principal.name,
      capability: request.capability.name,
      environment: request.env.name,
      args: request.args,
      context: request.context,
      registered,
    },
  };
}
