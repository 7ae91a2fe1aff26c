import type { ApprovalStatus } from "../approvals/types";
import type { DomainError } from "../platform/errors";
import type { Json, JsonObject } from "../platform/json";
import type { Environment } from "../revisions/types";
import type { ClientInput } from "../upstreams/types";
import type { Slot } from "./admission";
import type { Purse } from "./limits/purse";

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
  /** Made again from the record of the call that the approval is for, so that what becomes of it is recorded with both. */
  resumed?: true;
  requestId: string;
  traceparent?: string;
  /** Aborts when the agent goes away. */
  signal: AbortSignal;
  /** How long to wait for people when the call is held, in milliseconds; 0 answers at once. */
  holdMs: number;
  /** What the agent's client answers to an upstream that asked for more, and what it could answer. */
  input?: ClientInput;
  /** What it has paid of the limits that apply to it. */
  purse?: Purse;
  /** Its place among the calls in work, which it leaves when it is decided: people and upstreams take their time. */
  slot?: Slot;
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
  status: ApprovalStatus;
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

/** One answer that the policy in force could give to calls of a capability; see possibleAnswers in lib/policy. */
export type CallerAnswer = {
  /** Null: no rule, the policy's default. */
  ruleId: string | null;
  action: "ALLOW" | "DENY" | "REQUIRE_APPROVAL";
  /** The rule's condition; null: it always holds. */
  when: string | null;
  /** Why an ALLOW asks people after all. */
  raised: string | null;
};

/** Who may call a capability, in one environment. The first answer whose condition holds is the one. */
export type CallersOfEnvironment = {
  environment: Environment;
  /** What decides there; null: nothing is in force, so every call is denied. */
  revision: { id: string; number: number } | null;
  agents: { id: string; name: string; answers: CallerAnswer[]; excepted: boolean }[];
};

/** What became of a trial: a real call by the person's own test agent. Plain JSON for the browser. */
export type TrialAnswer = {
  kind: "executed" | "held" | "refused";
  callId: string | null;
  sessionId: string;
  decision: DecisionSummary | null;
  /** Where it was executed: the tool's own answer; untrusted. */
  result: ToolResult | null;
  isError: boolean;
  approval: ApprovalSummary | null;
  /** Where it was refused. */
  problem: {
    code: string;
    title: string;
    detail: string;
    faults: { pointer: string; detail: string }[];
  } | null;
};
