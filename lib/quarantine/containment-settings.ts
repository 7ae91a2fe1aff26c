import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { appendLeaf } from "../platform/ledger";
import { parseInput } from "./parse";
import { ContainmentInput } from "./schemas";
import { readContainment } from "./settings";
import type { ContainmentSettings } from "./types";

/** How strict this tenant is with sessions that misbehave. @throws DomainError FORBIDDEN */
export async function readContainmentSettings(ctx: Ctx): Promise<ContainmentSettings> {
  requirePermission(ctx, "switches.read");
  return withTenant(ctx.tenantId, (tx) => readContainment(tx, ctx.tenantId));
}

/**
 * Sets how strict it is, from the next decision on. What is quarantined stays so. The record says what was before.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function updateContainmentSettings(
  ctx: Ctx,
  input: ContainmentInput,
): Promise<{ auditId: string }> {
  requirePermission(ctx, "containment.configure");
  const after = parseInput(ContainmentInput, input);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(control_lock_key(${tenantId}::uuid))`;
    const before = await readContainment(tx, tenantId);
    const data = { ...after, updatedAt: new Date() };
    await tx.containmentSettings.upsert({ where: { tenantId }, create: { tenantId, ...data }, update: data });
    const auditId = await appendLeaf(tx, ctx, {
      action: "containment.settings_changed",
      subjectKind: "tenant",
      subjectId: tenantId,
      data: { before: plain(before), after: plain(after) },
    });
    return { auditId };
  });
}

/** With lists of the audit's own, which are not read-only. */
function plain(settings: ContainmentSettings) {
  const { guardLabels, guardAllow, detectLabels, weights, ...rest } = settings;
  return {
    ...rest,
    weights: { ...weights },
    guardLabels: [...guardLabels],
    guardAllow: [...guardAllow],
    detectLabels: [...detectLabels],
  };
}
