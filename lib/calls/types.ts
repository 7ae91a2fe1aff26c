import type { CallState } from "./state";

export type { ApprovalStatus, CallState } from "./state";

export type Action = "ALLOW" | "DENY" | "REQUIRE_APPROVAL";

/** Times are ISO 8601 in UTC, ids are UUIDs, durations are milliseconds. */
export type SessionRow = {
  id: string;
  agentId: string;
  agentName: string;
  kind: string;
  label: string;
  startedAt: string;
  endedAt: string | null;
  lastActivityAt: string | null;
  /** Of the newest calls only, so that a list of long sessions stays quick: `capped` says that there are more. */
  counts: { allow: number; deny: number; ask: number; capped: boolean };
  /** Calls that wait for people now. */
  waiting: number;
  /** Calls that were let through and did not succeed, of the newest ones. */
  failed: number;
  /** Labels that results of its calls left on it. */
  taint: string[];
  /** Risk points now, and at how many it is quarantined; null where nothing counted yet. */
  risk: { score: number; threshold: number } | null;
  /** The open quarantine; `admits` says what is let through meanwhile. */
  quarantine: { id: string; admits: string } | null;
};

export type SessionDetail = SessionRow & {
  agentDisabled: boolean;
  clientInfo: unknown;
  protocolVersion: string | null;
};

/** One call on one line: its first decision, what people said, what happened. */
export type CallRow = {
  id: string;
  sessionId: string | null;
  capability: string;
  /** Beginning of the arguments as JSON, for recognising the call. */
  preview: string;
  action: Action;
  step: string;
  code: string;
  ruleId: string | null;
  reason: string;
  riskLevel: string | null;
  door: string;
  decidedAt: string;
  state: CallState;
  approval: {
    id: string;
    status: string;
    expiresAt: string;
    decidedAt: string | null;
    createdAt: string;
  } | null;
  /** When the approved call was decided a second time, which is when it ran. */
  redeemedAt: string | null;
  outcome: {
    status: string;
    durationMs: number;
    attempts: number;
    errorCode: string | null;
    recordedAt: string;
  } | null;
};

/** One call for picking from a list. */
export type RecentCall = Pick<CallRow, "id" | "capability" | "action" | "decidedAt" | "preview"> & {
  agent: string;
};

/** One call of a capability, with who called. */
export type CapabilityCall = CallRow & { agent: string };

export type DecisionFacts = {
  id: string;
  action: Action;
  step: string;
  code: string;
  ruleId: string | null;
  reason: string;
  riskLevel: string | null;
  explanation: unknown;
  obligations: unknown;
  context: unknown;
  controlEpoch: string;
  policyRevisionId: string | null;
  policyRevisionNumber: number | null;
  definitionHash: string | null;
  door: string;
  requestId: string;
  traceparent: string | null;
  decidedAt: string;
  outcomeDueAt: string | null;
};

export type CallDetail = CallRow & {
  agentId: string;
  agentName: string;
  arguments: unknown;
  argumentsHash: string | null;
  decision: DecisionFacts;
  /** Of an approved call: the decision that spent the grant. */
  redeeming: DecisionFacts | null;
  votes: { userName: string; verdict: string; comment: string; createdAt: string }[];
  result: unknown;
  resultHash: string | null;
  errorMessage: string | null;
};

export type Page<T> = {
  rows: T[];
  nextCursor: string | null;
  /** The database's clock when it was read. */ now: string;
};

export type ResolvedId = {
  kind: "session" | "call" | "approval" | "agent" | "capability" | "upstream" | "policy_revision";
  id: string;
  label: string;
  sessionId: string | null;
};
