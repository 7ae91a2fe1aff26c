import type { Tx } from "../platform/db";
import { isTaintLabel } from "../platform/labels";
import { RiskWeights } from "./schemas";
import type { ContainmentSettings } from "./types";

/** What holds where a tenant has set nothing; the same numbers as the column defaults. */
export const DEFAULT_CONTAINMENT: ContainmentSettings = {
  quarantine: true,
  threshold: 6,
  halfLifeSeconds: 600,
  weights: RiskWeights.parse({}),
  watchMinutes: 60,
  watchThreshold: 3,
  agentStopAfter: 3,
  taintGuard: true,
  guardLabels: ["pii", "secret"],
  guardAllow: [],
  detectLabels: ["secret"],
};

/** A tenant's settings, in its transaction. */
export async function readContainment(tx: Tx, tenantId: string): Promise<ContainmentSettings> {
  const row = await tx.containmentSettings.findUnique({ where: { tenantId } });
  if (!row) return DEFAULT_CONTAINMENT;
  const { tenantId: _, updatedAt: __, weights, guardLabels, detectLabels, ...rest } = row;
  return {
    ...rest,
    weights: RiskWeights.parse(weights),
    // CHECK labels_known keeps them to these words.
    guardLabels: guardLabels.filter(isTaintLabel),
    detectLabels: detectLabels.filter(isTaintLabel),
  };
}
