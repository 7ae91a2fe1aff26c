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
  leaf_id: string;
  leaf: string;
};

/** The request for people that a REQUIRE_APPROVAL decision opens. */
export type ApprovalRow = {
  id: string;
  risk_level: string;
  rule_id: string | null;
  reason: string;
  eligible_role: string;
  required_approvals: number;
  requester_user_ids: string[];
  ttl_seconds: number;
};

/** What became of a row. `ref` is the call of a duplicate key, or the request an equal call waits on. */
export type CommitAnswer = {
  status: "committed" | "stale" | "session_ended" | "grant_refused" | "duplicate" | "attached";
  ref: string | null;
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
  leaf_id: string;
  leaf: string;
};
