import { newId } from "../../platform/ids";
import { hashOf, type Json } from "../../platform/json";
import { sortedLeafBytes } from "../../platform/ledger";
import type { DecisionRow, OutcomeRow } from "./rows";

type Who = { tenantId: string; agentId: string; requestId: string };

/** A decision with its audit leaf. The leaf holds the arguments' hash, not the arguments: it is kept for ever. */
export function withLeaf(who: Who, row: Omit<DecisionRow, "leaf" | "leaf_id">): DecisionRow {
  const leafId = newId();
  // In sorted order, as sortedLeafBytes asks.
  const data = {
    action: row.action,
    approval_id: row.approval_id,
    arguments_hash: row.arguments_hash,
    call_id: row.call_id,
    capability: row.capability,
    code: row.code,
    control_epoch: row.control_epoch,
    definition_hash: row.definition_hash,
    door: row.door,
    grant_id: row.grant_id,
    policy_revision_id: row.policy_revision_id,
    reason: row.reason,
    risk_level: row.risk_level,
    rule_id: row.rule_id,
    session_id: row.session_id,
    step: row.step,
  };
  const actor = { kind: "agent", id: who.agentId };
  const leaf = { action: "decision.recorded", subjectKind: "decision", subjectId: row.id, data };
  return {
    ...row,
    leaf_id: leafId,
    leaf: sortedLeafBytes({ id: leafId, tenantId: who.tenantId, actor, requestId: who.requestId, leaf }),
  };
}

/** An outcome with the hash of its whole result and its audit leaf. `recorded` is the result as it may be kept. */
export function outcomeWithLeaf(
  who: Who,
  {
    result,
    recorded = result,
    ...row
  }: Omit<OutcomeRow, "leaf" | "leaf_id" | "result_hash" | "result"> & { result: Json; recorded?: Json },
): OutcomeRow {
  const leafId = newId();
  const result_hash = result === null ? undefined : hashOf(result);
  // In sorted order, as sortedLeafBytes asks.
  const data = {
    attempts: row.attempts,
    call_id: row.call_id,
    duration_ms: row.duration_ms,
    error_code: row.error_code,
    result_hash,
    session_id: row.session_id,
    status: row.status,
  };
  const actor = { kind: "system", id: "agentgate" };
  const leaf = { action: "outcome.recorded", subjectKind: "decision", subjectId: row.decision_id, data };
  return {
    ...row,
    result: recorded === null ? undefined : JSON.stringify(recorded),
    error_message: row.error_message === undefined ? undefined : storable(row.error_message),
    result_hash,
    leaf_id: leafId,
    leaf: sortedLeafBytes({ id: leafId, tenantId: who.tenantId, actor, requestId: who.requestId, leaf }),
  };
}

/** Text that PostgreSQL can store: no NUL, no half surrogates, at most 2,000 characters. */
export function storable(text: string): string {
  return text.slice(0, 2_000).replaceAll("\u0000", "\uFFFD").toWellFormed();
}

/** The same for a JSON value that comes from a peer; returns it untouched where nothing has to change. */
export function storableJson(value: Json): Json {
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  if (Array.isArray(value)) return value.map(storableJson);
  if (value !== null && typeof value === "object")
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key.toWellFormed(), storableJson(inner)]),
    );
  return value;
}
