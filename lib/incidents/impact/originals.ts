import type { OriginalCall } from "../../capabilities";
import type { Tx } from "../../platform/db";
import { isObject, type JsonObject } from "../../platform/json";
import type { Effect } from "./effects";

/** These calls as they were made and as they were answered, in their order. What was not kept is empty. */
export async function originals(
  tx: Tx,
  calls: readonly Pick<Effect, "decisionId" | "callId">[],
): Promise<OriginalCall[]> {
  const decisions = await tx.decision.findMany({
    where: { id: { in: calls.map(({ callId }) => callId) } },
    select: { id: true, arguments: true },
  });
  const outcomes = await tx.outcome.findMany({
    where: { decisionId: { in: calls.map(({ decisionId }) => decisionId) } },
    select: { decisionId: true, result: true },
  });
  const sent = new Map(decisions.map((row) => [row.id, row.arguments]));
  const came = new Map(outcomes.map((row) => [row.decisionId, row.result]));
  return calls.map(({ callId, decisionId }) => ({
    arguments: objectOf(sent.get(callId)),
    result: objectOf(came.get(decisionId)),
  }));
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
