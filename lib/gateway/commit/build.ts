import { newId } from "../../platform/ids";
import { hashOf, type Json, type JsonObject } from "../../platform/json";
import { leafBytes } from "../../platform/ledger";
import type { DecisionRow, OutcomeRow } from "./rows";

type Who = { tenantId: string; agentId: string; requestId: string };

/** A decision with its audit leaf. The leaf holds the arguments' hash, not the arguments: it is kept for ever. */
export function withLeaf(who: Who, row: Omit<DecisionRow, "leaf" | "leaf_id">): DecisionRow {
  const leafId = newId();
  const { call_id, session_id, capability, definition_hash, action, step, code, rule_id, reason } = row;
  const { risk_level, policy_revision_id, arguments_hash, approval_id, grant_id, control_epoch, door } = row;
  const data: JsonObject = {
    call_id,
    session_id,
    capability,
    definition_hash,
    action,
    step,
    code,
    rule_id,
    reason,
  };
  Object.assign(data, {
    risk_level,
    policy_revision_id,
    arguments_hash,
    approval_id,
    grant_id,
    control_epoch,
    door,
  });
  const actor = { kind: "agent", id: who.agentId };
  const leaf = { action: "decision.recorded", subjectKind: "decision", subjectId: row.id, data };
  return {
    ...row,
    leaf_id: leafId,
    leaf: leafBytes({ id: leafId, tenantId: who.tenantId, actor, requestId: who.requestId, leaf }),
  };
}

/** An outcome with its hash and its audit leaf. */
export function outcomeWithLeaf(
  who: Who,
  { result, ...row }: Omit<OutcomeRow, "leaf" | "leaf_id" | "result_hash" | "result"> & { result: Json },
): OutcomeRow {
  const leafId = newId();
  const result_hash = result === null ? null : hashOf(result);
  const { call_id, session_id, status, error_code, attempts, duration_ms } = row;
  const data: JsonObject = { call_id, session_id, status, result_hash, error_code, attempts, duration_ms };
  const actor = { kind: "system", id: "agentgate" };
  const leaf = { action: "outcome.recorded", subjectKind: "decision", subjectId: row.decision_id, data };
  return {
    ...row,
    result: result === null ? null : JSON.stringify(result),
    error_message: row.error_message === null ? null : storable(row.error_message),
    result_hash,
    leaf_id: leafId,
    leaf: leafBytes({ id: leafId, tenantId: who.tenantId, actor, requestId: who.requestId, leaf }),
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
