import { Prisma } from "../platform/db";
import { callState, effectiveStatus } from "./state";
import type { Action, CallRow } from "./types";

export const PREVIEW_CHARS = 200;

/**
 * One call per row: `d` is a first decision, chosen by the caller; the rest hangs on it by key. The lateral
 * joins keep the planner from reading whole partitions for a page of rows.
 */
export const CALL_JOINS = Prisma.sql`
  LEFT JOIN LATERAL (SELECT * FROM approvals x WHERE x.call_id = d.id) a ON true
  LEFT JOIN LATERAL (SELECT * FROM grants x WHERE x.approval_id = a.id) g ON true
  LEFT JOIN LATERAL (SELECT * FROM decisions x WHERE x.id = g.consumed_by_decision_id) r ON true
  LEFT JOIN LATERAL (SELECT * FROM outcomes x WHERE x.decision_id = coalesce(r.id, d.id)) o ON true`;

export const CALL_COLUMNS = Prisma.sql`
  d.id, d.session_id, d.capability, left(d.arguments::text, ${PREVIEW_CHARS}::int) AS preview, d.action, d.step, d.code,
  d.rule_id, d.reason, d.risk_level, d.door, d.decided_at, coalesce(r.outcome_due_at, d.outcome_due_at) AS outcome_due_at,
  a.id AS approval_id, a.status AS approval_status, a.expires_at AS approval_expires_at,
  a.decided_at AS approval_decided_at, a.created_at AS approval_created_at,
  g.expires_at AS grant_expires_at, g.consumed_at, r.decided_at AS redeemed_at,
  o.status AS outcome_status, o.duration_ms, o.attempts, o.error_code, o.recorded_at,
  clock_timestamp() AS now`;

export type RawCall = {
  id: string;
  session_id: string | null;
  capability: string;
  preview: string | null;
  action: string;
  step: string;
  code: string;
  rule_id: string | null;
  reason: string;
  risk_level: string | null;
  door: string;
  decided_at: Date;
  outcome_due_at: Date | null;
  approval_id: string | null;
  approval_status: string | null;
  approval_expires_at: Date | null;
  approval_decided_at: Date | null;
  approval_created_at: Date | null;
  grant_expires_at: Date | null;
  consumed_at: Date | null;
  redeemed_at: Date | null;
  outcome_status: string | null;
  duration_ms: number | null;
  attempts: number | null;
  error_code: string | null;
  recorded_at: Date | null;
  now: Date;
};

export function toCallRow(raw: RawCall): CallRow {
  const approval =
    raw.approval_id && raw.approval_status && raw.approval_expires_at
      ? { id: raw.approval_id, status: raw.approval_status, expiresAt: raw.approval_expires_at }
      : null;
  const facts = {
    action: raw.action,
    outcomeDueAt: raw.outcome_due_at,
    outcome: raw.outcome_status ? { status: raw.outcome_status } : null,
    approval,
    grant: raw.grant_expires_at && { expiresAt: raw.grant_expires_at, consumed: raw.consumed_at !== null },
  };
  return {
    id: raw.id,
    sessionId: raw.session_id,
    capability: raw.capability,
    preview: raw.preview ?? "",
    action: raw.action as Action,
    step: raw.step,
    code: raw.code,
    ruleId: raw.rule_id,
    reason: raw.reason,
    riskLevel: raw.risk_level,
    door: raw.door,
    decidedAt: raw.decided_at.toISOString(),
    state: callState(facts, raw.now),
    approval: approval && approvalFacts(raw, approval),
    redeemedAt: raw.redeemed_at?.toISOString() ?? null,
    outcome: outcomeFacts(raw),
  };
}

function approvalFacts(
  raw: RawCall,
  approval: { id: string; status: string; expiresAt: Date },
): CallRow["approval"] {
  return {
    id: approval.id,
    status: effectiveStatus(approval, raw.now),
    expiresAt: approval.expiresAt.toISOString(),
    decidedAt: raw.approval_decided_at?.toISOString() ?? null,
    createdAt: (raw.approval_created_at ?? raw.decided_at).toISOString(),
  };
}

function outcomeFacts(raw: RawCall): CallRow["outcome"] {
  if (!raw.outcome_status) return null;
  return {
    status: raw.outcome_status,
    durationMs: raw.duration_ms ?? 0,
    attempts: raw.attempts ?? 1,
    errorCode: raw.error_code,
    recordedAt: (raw.recorded_at ?? raw.now).toISOString(),
  };
}
