import type { DomainError } from "../platform/errors";
import type { Json, JsonObject } from "../platform/json";
import type { ClientInput } from "../upstreams/types";

/** An authenticated agent: the tenant comes from its key, never from the request. */
export type Caller = { tenantId: string; agentId: string; agentName: string; keyId: string };

/** Through which protocol a call came in. */
export type Door = "rest" | "mcp";

/** One request to use a capability, already authenticated and parsed; the same for both doors. */
export type CallRequest = {
  caller: Caller;
  door: Door;
  sessionId: string;
  capability: string;
  arguments: Json;
  context?: JsonObject;
  idempotencyKey?: string;
  /** The approval whose grant the agent presents. Without it, an equal call attaches to its pending or approved request. */
  approvalId?: string;
  requestId: string;
  traceparent?: string;
  /** Aborts when the agent goes away. */
  signal: AbortSignal;
  /** How long to wait for people when the call is held, in milliseconds; 0 answers at once. */
  holdMs: number;
  /** What the agent's client answers to an upstream that asked for more, and what it could answer. */
  input?: ClientInput;
  /** Receives the upstream's progress notifications, where the door can pass them on. */
  onProgress?: (progress: { progress: number; total?: number; message?: string }) => void;
};

export type DecisionSummary = {
  id: string;
  action: "ALLOW" | "DENY" | "REQUIRE_APPROVAL";
  step: string;
  code: string;
  ruleId: string | null;
  reason: string;
  riskLevel: string | null;
};

export type ApprovalSummary = {
  id: string;
  status: "pending" | "approved" | "denied" | "expired" | "cancelled";
  /** Where a person decides it, in the console. */
  url: string;
  expiresAt: string;
};

/** What an MCP tool returned: `content`, `structuredContent`, `isError`, kept as the upstream sent it. */
export type ToolResult = JsonObject;

/** The one answer both doors render. */
export type CallAnswer =
  | {
      kind: "executed";
      callId: string;
      decision: DecisionSummary;
      status: "succeeded" | "tool_error";
      result: ToolResult;
      replayed: boolean;
    }
  | { kind: "held"; callId: string; decision: DecisionSummary; approval: ApprovalSummary }
  | { kind: "refused"; callId: string | null; decision: DecisionSummary | null; error: DomainError };
