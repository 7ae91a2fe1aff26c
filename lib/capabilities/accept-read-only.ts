import { requirePermission, type Actor, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { readSpec } from "./patterns";
import { isWaiting, readsOnly } from "./review-queue";
import { AcceptReadOnlyInput } from "./schemas";
import { findCapability } from "./store";
import { loadSeen, storeReview } from "./store-review";
import type { AcceptReadOnlyReport, CapabilitySpec } from "./types";

/**
 * Accepts tools that only read as LOW, each with a revision and a leaf of its own. One that changed meanwhile, or
 * that doesn't only read, is refused and keeps none of the others out.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, and UNAVAILABLE where nothing can be stored any more.
 */
export async function acceptReadOnly(ctx: Ctx, input: AcceptReadOnlyInput): Promise<AcceptReadOnlyReport> {
  requirePermission(ctx, "capabilities.manage");
  const parsed = AcceptReadOnlyInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { items, reason } = parsed.data;
  const report: AcceptReadOnlyReport = { accepted: [], refused: [] };
  for (const item of items) {
    try {
      report.accepted.push(await acceptOne(ctx, item, reason));
    } catch (error) {
      if (!(error instanceof DomainError) || !["CONFLICT", "NOT_FOUND"].includes(error.code)) throw error;
      report.refused.push({ name: await nameOf(ctx, item.capabilityId), reason: error.message });
    }
  }
  return report;
}

type Item = { capabilityId: string; definitionHash: string };

/** A transaction of its own: two hundred in one would outlast it. */
async function acceptOne(ctx: Ctx, item: Item, reason: string): Promise<string> {
  return withTenant(ctx.tenantId, async (tx) => {
    const stored = await loadSeen(tx, ctx, item);
    if (stored.acceptedHash === stored.definitionHash)
      throw new DomainError("CONFLICT", "A person has accepted it already.");
    if (!isWaiting(stored) || !readsOnly(stored)) {
      const detail = "It can't be accepted as read-only. Review it by itself.";
      throw new DomainError("CONFLICT", detail);
    }
    await storeReview(tx, ctx, stored, {
      spec: readingSpec(ctx.actor),
      reason: reason || "Accepted as read-only.",
    });
    return stored.name;
  });
}

function readingSpec(actor: Actor): CapabilitySpec {
  const who = actor.kind === "system" ? "the system" : actor.label.slice(0, 200);
  const justification = `Accepted as read-only by ${who}.`;
  return readSpec({
    scope: "",
    effects: "None: its upstream says that it only reads.",
    justification,
    consequence: "",
  });
}

async function nameOf(ctx: Ctx, id: string): Promise<string> {
  const found = await withTenant(ctx.tenantId, (tx) => findCapability(tx, ctx.tenantId, id));
  return found?.name ?? id;
}
