import { Prisma, type Tx } from "../platform/db";
import { callState, effectiveStatus } from "./state";
import type { Action, CallRow } from "./types";

const PREVIEW_CHARS = 200;

/** What a line shows of a first decision `d`. The whole arguments are read for one call only. */
export const CALL_COLUMNS = Prisma.sql`
  d.id, d.session_id, d.capability, left(d.arguments::text, ${PREVIEW_CHARS}::int) AS preview, d.action, d.step, d.code,
  d.rule_id, d.reason, d.risk_level, d.door, d.decided_at, d.outcome_due_at, clock_timestamp() AS now`;

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
  now: Date;
};

/**
 * Completes first decisions to calls: request, grant, second decision, outcome. Each is asked for by its keys,
 * because a join over the partitions makes the planner read all outcomes for a page of them.
 */
export async function completeCalls(tx: Tx, raw: readonly RawCall[]): Promise<CallRow[]> {
  const callIds = raw.map((call) => call.id);
  const approvals = await tx.approval.findMany({
    where: { callId: { in: callIds } },
    select: {
      id: true,
      callId: true,
      status: true,
      createdAt: true,
      expiresAt: true,
      frozenAt: true,
      decidedAt: true,
      grant: { select: { expiresAt: true, consumedAt: true, consumedByDecisionId: true } },
    },
  });
  const redeemingIds = approvals.flatMap(({ grant }) => grant?.consumedByDecisionId ?? []);
  const redeeming = await tx.decision.findMany({
    where: { id: { in: redeemingIds } },
    select: { id: true, callId: true, decidedAt: true, outcomeDueAt: true },
  });
  const outcomes = await tx.outcome.findMany({
    where: { decisionId: { in: [...callIds, ...redeemingIds] } },
    select: {
      callId: true,
      status: true,
      durationMs: true,
      attempts: true,
      errorCode: true,
      recordedAt: true,
    },
  });
  const byCall = <T extends { callId: string }>(rows: T[]) => new Map(rows.map((row) => [row.callId, row]));
  const found = { approvals: byCall(approvals), redeeming: byCall(redeeming), outcomes: byCall(outcomes) };
  return raw.map((call) =>
    toCallRow(call, {
      approval: found.approvals.get(call.id),
      redeeming: found.redeeming.get(call.id),
      outcome: found.outcomes.get(call.id),
    }),
  );
}

type Parts = {
  approval:
    | {
        id: string;
        status: string;
        createdAt: Date;
        expiresAt: Date;
        frozenAt: Date | null;
        decidedAt: Date | null;
        grant: { expiresAt: Date; consumedAt: Date | null } | null;
      }
    | undefined;
  redeeming: { decidedAt: Date; outcomeDueAt: Date | null } | undefined;
  outcome:
    | { status: string; durationMs: number; attempts: number; errorCode: string | null; recordedAt: Date }
    | undefined;
};

function toCallRow(raw: RawCall, { approval, redeeming, outcome }: Parts): CallRow {
  const grant = approval?.grant ?? null;
  const facts = {
    action: raw.action,
    outcomeDueAt: redeeming?.outcomeDueAt ?? raw.outcome_due_at,
    outcome: outcome ?? null,
    approval: approval ?? null,
    grant: grant && { expiresAt: grant.expiresAt, consumed: grant.consumedAt !== null },
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
    approval: approval
      ? {
          id: approval.id,
          status: effectiveStatus(approval, raw.now),
          createdAt: approval.createdAt.toISOString(),
          expiresAt: approval.expiresAt.toISOString(),
          decidedAt: approval.decidedAt?.toISOString() ?? null,
        }
      : null,
    redeemedAt: redeeming?.decidedAt.toISOString() ?? null,
    outcome: outcome
      ? {
          status: outcome.status,
          durationMs: outcome.durationMs,
          attempts: outcome.attempts,
          errorCode: outcome.errorCode,
          recordedAt: outcome.recordedAt.toISOString(),
        }
      : null,
  };
}
