import type { ChainSpec } from "../../approvals/schemas";
import type { HttpBinding, Suspension } from "../../capabilities/types";
import type { RateLimit } from "../../platform/db";
import type { JsonObject } from "../../platform/json";
import type { CompiledPolicy, PolicyException } from "../../policy";
import type { Admits, ContainmentSettings } from "../../quarantine";
import type { Environment } from "../../revisions";
import type { UpstreamRef } from "../../upstreams";

export type AgentFacts = {
  id: string;
  name: string;
  ownerId: string | null;
  deployedById: string | null;
  environment: Environment;
};
export type KeyFacts = { agentId: string; hash: Uint8Array; expiresAt: Date | null };
export type SwitchFacts = {
  id: string;
  scope: string;
  target: string | null;
  reason: string;
  expiresAt: Date | null;
  /** What happens to calls that have begun. */
  inFlight: "finish" | "cancel";
  /** Percent of the sessions that it lets through, while it is being lifted. */
  percent: number;
};
/** A session held apart, and what it may still do. */
export type QuarantineFacts = { incidentId: string; reason: string; admits: Admits };
export type LimitFacts = Pick<
  RateLimit,
  "id" | "scope" | "target" | "kind" | "calls" | "perSeconds" | "burst"
>;

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
  /** What each of its results leaves on the session. */
  resultLabels: readonly string[];
  timeoutMs: number;
  retries: number;
  definitionHash: string;
  /** Which HTTP request a call becomes; null for tools of MCP and ours. */
  binding: HttpBinding | null;
  status: "active" | "suspended";
  suspension: Suspension | null;
  upstream: UpstreamRef;
};

/** The newest version of one of the tenant's own approval chains. */
export type ChainFacts = { version: number; spec: ChainSpec };
/** With the person who asked for it. */
export type ExceptionFacts = PolicyException & { authorId: string };

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
  /** By session id. */
  quarantines: ReadonlyMap<string, QuarantineFacts>;
  containment: ContainmentSettings;
  /** Those that are enabled. */
  limits: readonly LimitFacts[];
  /** What decides in each environment. Where what is deployed was rejected, the last good one of this process. */
  policies: ReadonlyMap<Environment, ActivePolicy>;
  rejected: ReadonlyMap<Environment, RejectedPolicy>;
  /** Approved by enough people and not revoked. When they expire is for the clock of each call. */
  exceptions: readonly ExceptionFacts[];
  /** The tenant's own approval chains, by name. */
  chains: ReadonlyMap<string, ChainFacts>;
};
