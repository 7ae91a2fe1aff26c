import type { CompiledPolicy } from "../../policy";
import type { JsonObject } from "../../platform/json";
import type { UpstreamRef } from "../../upstreams";

export type AgentFacts = { id: string; name: string; ownerId: string | null };
export type KeyFacts = { agentId: string; hash: Uint8Array; expiresAt: Date | null };
export type SwitchFacts = { scope: string; target: string | null; reason: string; expiresAt: Date | null };

export type CapabilityFacts = {
  id: string;
  name: string;
  toolName: string;
  title: string;
  description: string;
  inputSchema: JsonObject;
  outputSchema: JsonObject | null;
  annotations: JsonObject | null;
  operation: string;
  riskLevel: "LOW" | "MEDIUM" | "HIGH" | "CRITICAL" | null;
  reversible: boolean;
  /** What it reaches, in a person's words. */
  scope: string;
  idempotent: boolean;
  requiresApproval: boolean;
  timeoutMs: number;
  retries: number;
  definitionHash: string;
  status: "active" | "suspended";
  upstream: UpstreamRef;
};

/**
 * Everything one tenant's calls are decided by, as of one control epoch; immutable. The data is at least as
 * new as the epoch says, never older: a decision made from it commits only while the epoch still stands.
 */
export type TenantSnapshot = {
  tenantId: string;
  slug: string;
  epoch: bigint;
  agents: ReadonlyMap<string, AgentFacts>;
  keys: ReadonlyMap<string, KeyFacts>;
  upstreams: ReadonlyMap<string, UpstreamRef>;
  capabilities: ReadonlyMap<string, CapabilityFacts>;
  switches: readonly SwitchFacts[];
  policy: { compiled: CompiledPolicy; revisionId: string } | null;
};
