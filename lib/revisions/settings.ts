import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { appendLeaf } from "../platform/ledger";
import { parseInput } from "./parse";
import { readSettings } from "./read-settings";
import { SettingsInput } from "./schemas";
import { takeTurns } from "./take-turns";
import type { PolicySettingsView } from "./types";

/** How strict this tenant is with its own policy changes. @throws DomainError FORBIDDEN */
export async function getSettings(ctx: Ctx): Promise<PolicySettingsView> {
  requirePermission(ctx, "policy.read");
  return withTenant(ctx.tenantId, (tx) => readSettings(tx, ctx.tenantId));
}

/**
 * Sets how strict this tenant is; holds for every revision that isn't published yet. The record says what was before.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function updateSettings(ctx: Ctx, input: SettingsInput): Promise<{ auditId: string }> {
  requirePermission(ctx, "policy.publish");
  const after = parseInput(SettingsInput, input);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    await takeTurns(tx, tenantId);
    const before = await readSettings(tx, tenantId);
    await tx.policySettings.upsert({ where: { tenantId }, create: { tenantId, ...after }, update: after });
    const auditId = await appendLeaf(tx, ctx, {
      action: "policy.settings_changed",
      subjectKind: "tenant",
      subjectId: tenantId,
      data: { before, after },
    });
    return { auditId };
  });
}
