import type { JsonObject } from "../../platform/json";
import type { CompiledPolicy, PolicyException } from "../../policy";
import type { Environment } from "../../revisions";
import type { UpstreamRef } from "../../upstreams";

export type AgentFacts = { id: string; name: string; ownerId: string | null; environment: Environment };
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

/** A verified policy that decides. */
export type ActivePolicy = { compiled: CompiledPolicy; revisionId: string; number: number; deployedAt: Date };

/** What is deployed and was not taken: it isn't what somebody trusted signed, or it doesn't compile. */
export type RejectedPolicy = { revisionId: string; number: number; problem: string; deployedAt: Date };

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
  /** What decides in each environment. Where what is deployed was rejected, the last good one of this process. */
  policies: ReadonlyMap<Environment, ActivePolicy>;
  rejected: ReadonlyMap<Environment, RejectedPolicy>;
  /** Approved by enough people and not revoked. When they expire is for the clock of each call. */
  exceptions: readonly PolicyException[];
};
