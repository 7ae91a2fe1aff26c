import { idTime } from "../platform/ids";
import { riskOf, riskOfOutcome, type Risk } from "../quarantine";
import type { DecisionRow, OutcomeRow } from "./commit";
import type { TenantSnapshot } from "./snapshot";

type Columns = { risk_signal?: string; risk_points?: number };
type Decision = Pick<DecisionRow, "action" | "step" | "code" | "grant_id" | "approval_id" | "session_id">;
type Outcome = Pick<OutcomeRow, "status" | "error_code" | "session_id">;

/** The risk columns of a decision's row. `stopScope`: of the kill switch that refuses it. */
export function decisionRisk(
  snapshot: TenantSnapshot,
  row: Decision,
  stopScope: string | null = null,
): Columns {
  if (!counts(snapshot, row.session_id)) return {};
  const { action, step, code, grant_id, approval_id } = row;
  // An approval's id says when it was asked for.
  const askedSeconds = grant_id && approval_id ? (Date.now() - idTime(approval_id)) / 1_000 : null;
  return columns(riskOf({ action, step, code, stopScope, askedSeconds }, snapshot.containment));
}

/** The risk columns of an outcome's row. */
export function outcomeRisk(snapshot: TenantSnapshot, row: Outcome): Columns {
  if (!counts(snapshot, row.session_id)) return {};
  const { status, error_code: errorCode = null } = row;
  return columns(riskOfOutcome({ status, errorCode }, snapshot.containment));
}

/** A session that is held apart can't be held more; a call without a session of its own is nobody's risk. */
function counts({ containment, quarantines }: TenantSnapshot, sessionId: string | undefined): boolean {
  return containment.quarantine && sessionId !== undefined && !quarantines.has(sessionId);
}

function columns(risk: Risk | null): Columns {
  return risk ? { risk_signal: risk.signal, risk_points: risk.points } : {};
}
