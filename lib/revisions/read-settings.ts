import type { Tx } from "../platform/db";
import type { PolicySettingsView } from "./types";

/** How strict a tenant is where it never said otherwise. The table's defaults are the same. */
const DEFAULT_SETTINGS: PolicySettingsView = {
  requiredReviewers: 1,
  requireDrill: true,
  coverageFloor: 90,
  strictPackages: true,
};

/** How strict the tenant is with its own policy changes. */
export async function readSettings(tx: Tx, tenantId: string): Promise<PolicySettingsView> {
  const found = await tx.policySettings.findUnique({ where: { tenantId } });
  if (!found) return DEFAULT_SETTINGS;
  const { requiredReviewers, requireDrill, coverageFloor, strictPackages } = found;
  return { requiredReviewers, requireDrill, coverageFloor, strictPackages };
}
