import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { assertReferences } from "./references";
import { ReviewCapabilityInput } from "./schemas";
import { toDetail } from "./store";
import { loadSeen, storeReview } from "./store-review";
import { NO_REASON, needsReason, type CapabilityDetail, type JudgedCapability } from "./types";

/**
 * A person says what a capability is and does, and thereby accepts its present definition: it becomes active.
 * @throws DomainError FORBIDDEN; INVALID_INPUT, naming a broken risk rule and its two ways out, what a
 * compensation or consequence names and isn't there, or the reason that is missing; NOT_FOUND; CONFLICT when the definition or the review is not
 * what the person saw.
 */
export async function reviewCapability(ctx: Ctx, input: ReviewCapabilityInput): Promise<JudgedCapability> {
  requirePermission(ctx, "capabilities.manage");
  const parsed = ReviewCapabilityInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { spec, reason, ...seen } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const stored = await loadSeen(tx, ctx, seen);
    const detail = toDetail(stored, null);
    assertReason(detail, reason);
    await assertReferences(tx, ctx, detail, spec);
    return storeReview(tx, ctx, stored, { spec, reason });
  });
}

function assertReason(seen: CapabilityDetail, reason: string): void {
  if (reason !== "" || !needsReason(seen)) return;
  throw new DomainError("INVALID_INPUT", NO_REASON, { faults: [{ pointer: "/reason", detail: NO_REASON }] });
}
