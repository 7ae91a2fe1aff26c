import type { CapabilitySpec } from "@/lib/capabilities/types";

/** A spec that breaks no rule, for tests. */
export const READS: CapabilitySpec = {
  operation: "READ",
  sideEffects: { reversible: true, scope: "files", description: "none" },
  compensation: { supported: false, strategy: "", capability: null },
  risk: { level: "LOW", justification: "It only reads.", requiresApproval: false },
  idempotent: true,
  timeoutMs: 30_000,
  retries: 0,
  consequence: "",
};
