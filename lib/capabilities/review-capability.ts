import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import type { JsonObject } from "../platform/json";
import { appendLeaf } from "../platform/ledger";
import { ReviewCapabilityInput, templateSlots } from "./schemas";
import { findCapability, specColumns, toDetail } from "./store";
import type { CapabilityDetail, CapabilitySpec } from "./types";

/**
 * A person says what a capability is and does, and thereby accepts its present definition: it becomes active.
 * @throws DomainError FORBIDDEN; INVALID_INPUT, naming a broken risk rule and its two ways out; NOT_FOUND;
 * CONFLICT when the definition or the review is not what the person saw.
 */
export async function reviewCapability(ctx: Ctx, input: ReviewCapabilityInput): Promise<CapabilityDetail> {
  requirePermission(ctx, "capabilities.manage");
  const parsed = ReviewCapabilityInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { capabilityId, definitionHash, spec } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const stored = await findCapability(tx, ctx.tenantId, capabilityId);
    if (!stored) throw notFound("capability");
    const before = toDetail(stored);
    assertReviewable(before, definitionHash);
    await assertReferences(tx, ctx, before, spec);
    const { count } = await tx.capability.updateMany({
      where: { id: before.id, tenantId: ctx.tenantId, definitionHash, updatedAt: stored.updatedAt },
      data: {
        ...specColumns(spec),
        status: "active",
        reviewedById: ctx.actor.kind === "user" ? ctx.actor.id : null,
        reviewedAt: new Date(),
        updatedAt: new Date(),
      },
    });
    if (count === 0) throw changed();
    await appendLeaf(tx, ctx, {
      action: "capability.reviewed",
      subjectKind: "capability",
      subjectId: before.id,
      data: {
        name: before.name,
        definitionHash,
        before: { status: before.status, reviewed: before.reviewed, spec: before.spec },
        after: { status: "active", spec },
      },
    });
    const after = await findCapability(tx, ctx.tenantId, capabilityId);
    if (!after) throw notFound("capability");
    return toDetail(after);
  });
}

function changed(): DomainError {
  return new DomainError("CONFLICT", "The capability has changed since you opened it. Look at it again.");
}

function assertReviewable(before: CapabilityDetail, definitionHash: string): void {
  if (before.definitionHash !== definitionHash) throw changed();
  if (before.status === "retired") {
    throw new DomainError(
      "CONFLICT",
      "Its upstream no longer offers this tool, so there is nothing to review.",
    );
  }
}

/** What a spec names must exist: the capability that compensates, the arguments a consequence shows. */
async function assertReferences(
  tx: Tx,
  ctx: Ctx,
  before: CapabilityDetail,
  spec: CapabilitySpec,
): Promise<void> {
  const slot = unknownSlot(spec.consequence, before.inputSchema);
  if (slot !== null) {
    const detail = `The tool has no argument "${slot}".`;
    throw new DomainError("INVALID_INPUT", detail, { faults: [{ pointer: "/spec/consequence", detail }] });
  }
  const name = spec.compensation.capability;
  if (name === null) return;
  const found = await tx.capability.findFirst({
    where: { tenantId: ctx.tenantId, name },
    select: { id: true },
  });
  if (found) return;
  const detail = `There is no capability ${name} to compensate with.`;
  throw new DomainError("INVALID_INPUT", detail, {
    faults: [{ pointer: "/spec/compensation/capability", detail }],
  });
}

/** The first argument that a template shows and the schema does not have; null where the schema cannot tell. */
export function unknownSlot(template: string, inputSchema: JsonObject): string | null {
  const { properties } = inputSchema;
  if (typeof properties !== "object" || properties === null || Array.isArray(properties)) return null;
  const slots = templateSlots(template) ?? [];
  return slots.map((path) => path[0] ?? "").find((name) => !Object.hasOwn(properties, name)) ?? null;
}
