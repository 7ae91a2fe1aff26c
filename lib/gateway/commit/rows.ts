/** What goes into one row of `decisions`, in the column names of record_decisions (see the migration). */
export type DecisionRow = {
  id: string;
  call_id: string;
  session_id: string | null;
  agent_id: string;
  capability: string;
  capability_id: string | null;
  definition_hash: string | null;
  action: "ALLOW" | "DENY" | "REQUIRE_APPROVAL";
  step: string;
  code: string;
  rule_id: string | null;
  reason: string;
  risk_level: string | null;
  /** JSON text, as are `obligations`, `arguments`, `context` and an outcome's `result`. */
  explanation: string | null;
  obligations: string | null;
  policy_revision_id: string | null;
  control_epoch: string;
  arguments: string | null;
  arguments_hash: string | null;
  context: string | null;
  approval_id: string | null;
  grant_id: string | null;
  door: string;
  request_id: string;
  traceparent: string | null;
  /** Seconds until a missing outcome makes the call in doubt; null where nothing runs. */
  outcome_due_seconds: number | null;
  idempotency_key: string | null;
  request_hash: string | null;
  approval: ApprovalRow | null;
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
  session_id: string | null;
  status: "succeeded" | "tool_error" | "failed" | "in_doubt";
  result: string | null;
  result_hash: string | null;
  error_code: string | null;
  error_message: string | null;
  attempts: number;
  duration_ms: number;
  leaf_id: string;
  leaf: string;
};
