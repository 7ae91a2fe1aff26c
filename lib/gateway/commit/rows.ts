import type { FrozenChain, Requester } from "../../approvals/types";

/**
 * What goes into one row of `decisions`, in the column names of record_decisions (see the migration). It travels
 * as JSON, so what is absent is NULL and costs nothing.
 */
export type DecisionRow = {
  id: string;
  call_id: string;
  session_id?: string | undefined;
  agent_id: string;
  capability: string;
  capability_id?: string | undefined;
  definition_hash?: string | undefined;
  action: "ALLOW" | "DENY" | "REQUIRE_APPROVAL";
  step: string;
  code: string;
  rule_id?: string | undefined;
  reason: string;
  risk_level?: string | undefined;
  /** JSON text, as are `obligations`, `arguments`, `context` and an outcome's `result`. */
  explanation?: string | undefined;
  obligations?: string | undefined;
  policy_revision_id?: string | undefined;
  control_epoch: string;
  arguments?: string | undefined;
  arguments_hash?: string | undefined;
  context?: string | undefined;
  approval_id?: string | undefined;
  grant_id?: string | undefined;
  door: string;
  request_id: string;
  traceparent?: string | undefined;
  /** Seconds until a missing outcome makes the call in doubt; absent where nothing runs. */
  outcome_due_seconds?: number | undefined;
  idempotency_key?: string | undefined;
  request_hash?: string | undefined;
  approval?: ApprovalRow | undefined;
  /** What this does to its session's risk (RISK_SIGNALS in lib/quarantine); absent where nothing. */
  risk_signal?: string | undefined;
  risk_points?: number | undefined;
  leaf_id: string;
  leaf: string;
};

/** The request for people that a REQUIRE_APPROVAL decision opens, with all that is frozen on it. */
export type ApprovalRow = {
  id: string;
  risk_level: string;
  rule_id: string | null;
  reason: string;
  chain: FrozenChain;
  requesters: Requester[];
  /** Absent where nobody comes in later, or only after the end. */
  escalate_seconds?: number | undefined;
  ttl_seconds: number;
};

/** What became of a row. `ref` is the call of a duplicate key, or the request an equal call waits on. */
export type CommitAnswer = {
  status: "committed" | "stale" | "session_ended" | "grant_refused" | "duplicate" | "attached";
  ref: string | null;
  /** When its transaction began, by the database's clock: the deadlines of a request it opened count from here. */
  at: Date;
};

export type OutcomeRow = {
  decision_id: string;
  call_id: string;
  session_id?: string | undefined;
  status: "succeeded" | "tool_error" | "failed" | "in_doubt";
  result?: string | undefined;
  result_hash?: string | undefined;
  error_code?: string | undefined;
  error_message?: string | undefined;
  attempts: number;
  duration_ms: number;
  /** When it was first sent upstream, ISO 8601; absent where nothing was sent. */
  started_at?: string | undefined;
  /** What the result leaves on the session. */
  labels?: readonly string[] | undefined;
  risk_signal?: string | undefined;
  risk_points?: number | undefined;
  leaf_id: string;
  leaf: string;
};

/** How points add up in a tenant (add_risk in the migration); null where nothing is quarantined. */
export type RiskTerms = { threshold: number; half_life: number; agent_stop_after: number };
