import { dryRunCompensation, type CompensationMapping } from "../../capabilities";
import type { Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { DomainError, toPointer } from "../../platform/errors";
import type { JsonObject } from "../../platform/json";
import { REDACTED } from "../../policy";
import { effectsOf, type Effect } from "../impact/effects";
import { originals } from "../impact/originals";
import { scopeOf } from "../impact/scope";
import { onIncident } from "../load";
import { DryRunCompensationInput } from "./schemas";
import type { PlannedCompensation } from "./types";

/**
 * What would be called to take these calls back, by the mapping that the registry has today. Nothing is called or
 * stored. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function dryRun(ctx: Ctx, input: DryRunCompensationInput): Promise<PlannedCompensation[]> {
  const effects = await onIncident(
    ctx,
    "incidents.read",
    DryRunCompensationInput,
    input,
    async (tx, incident, { decisionIds }) =>
      (await effectsOf(tx, ctx.tenantId, await scopeOf(tx, incident), decisionIds)).rows,
  );
  const plans: PlannedCompensation[] = [];
  for (const effect of effects) plans.push(await planOf(ctx, effect));
  return plans;
}

type Taken = Pick<Effect, "decisionId" | "callId" | "capabilityId">;

/** What is called to take one call back, or what stands in the way. */
export async function planOf(ctx: Ctx, taken: Taken): Promise<PlannedCompensation> {
  const { decisionId, capabilityId } = taken;
  const cannot = (detail: string): PlannedCompensation => ({
    decisionId,
    capability: null,
    arguments: null,
    faults: [{ pointer: "", detail }],
  });
  if (capabilityId === null) return cannot("The registry does not know this tool.");
  const { capability, original } = await read(ctx.tenantId, capabilityId, taken);
  const name = capability?.compensationCapability ?? null;
  const mapping = capability?.compensationMapping ?? null;
  if (!capability?.compensationSupported || name === null || mapping === null)
    return cannot("The registry names no call that takes this one back.");
  try {
    // CHECKed when the review was stored
    const compensation = { capability: name, mapping: mapping as CompensationMapping };
    const plan = await dryRunCompensation(ctx, { capabilityId, compensation, ...original });
    return { decisionId, ...plan, faults: [...redacted(plan.arguments), ...plan.faults] };
  } catch (error) {
    if (error instanceof DomainError && error.code === "INVALID_INPUT") return cannot(error.message);
    throw error;
  }
}

function read(tenantId: string, capabilityId: string, call: Taken) {
  return withTenant(tenantId, async (tx) => {
    const capability = await tx.capability.findFirst({ where: { tenantId, id: capabilityId } });
    const [original] = await originals(tx, [call]);
    return { capability, original: original! };
  });
}

/** The record may hold a mark in place of a value. To call with the mark would take back something else. */
function redacted(args: JsonObject): PlannedCompensation["faults"] {
  return Object.entries(args)
    .filter(([, value]) => JSON.stringify(value).includes(REDACTED))
    .map(([name]) => ({
      pointer: toPointer([name]),
      detail: "What this would be called with was redacted when the call was recorded.",
    }));
}
