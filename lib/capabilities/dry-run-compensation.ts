import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput, notFound, toPointer, type Fault } from "../platform/errors";
import { compileArguments } from "./arguments";
import { mapCompensation, nothingAt, type MappedCall } from "./compensation";
import { compensating, compensationFaults } from "./references";
import { DryRunInput } from "./schemas";
import { findCapability, toDetail } from "./store";
import type { CompensationPlan } from "./types";

/**
 * What would be called to take one call back, by a mapping as it is being written. Nothing is called or stored.
 * @throws DomainError FORBIDDEN, NOT_FOUND; INVALID_INPUT, also where the compensating capability cannot serve.
 */
export async function dryRunCompensation(ctx: Ctx, input: DryRunInput): Promise<CompensationPlan> {
  requirePermission(ctx, "capabilities.read");
  const parsed = DryRunInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { capabilityId, compensation, arguments: args, result } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const stored = await findCapability(tx, ctx.tenantId, capabilityId);
    if (!stored) throw notFound("capability");
    const target = await compensating(tx, ctx.tenantId, compensation.capability);
    const spec = { supported: true, strategy: "", ...compensation };
    const [unfit] = compensationFaults(spec, toDetail(stored, null), target).filter(isOfCapability);
    if (target === null || unfit) {
      const detail = unfit?.detail ?? "There is no such capability.";
      throw new DomainError("INVALID_INPUT", detail, {
        faults: [{ pointer: "/compensation/capability", detail }],
      });
    }
    const mapped = mapCompensation(compensation.mapping, { arguments: args, result });
    const checked = compileArguments(target.inputSchema).faults(mapped.arguments);
    return { capability: target.name, arguments: mapped.arguments, faults: planFaults(mapped, checked) };
  });
}

function isOfCapability({ pointer }: Fault): boolean {
  return pointer === "/spec/compensation/capability";
}

/** Where a value is missing, that it is required says no more. */
function planFaults({ missing }: MappedCall, checked: readonly Fault[]): Fault[] {
  const gaps = missing.map((at) => ({
    pointer: toPointer([at.argument]),
    detail: nothingAt("This call's", at),
  }));
  const named = new Set(gaps.map(({ pointer }) => pointer));
  return [...gaps, ...checked.filter(({ pointer }) => !named.has(pointer))];
}
