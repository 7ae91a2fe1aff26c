import type { ListLeavesInput } from "./schemas";

/** All that the data plane writes (record_decisions, record_outcomes); every other leaf is of the control category. */
const CALL_LEAVES = [
  { action: "decision.recorded", actorKind: "agent" },
  { action: "outcome.recorded", actorKind: "system" },
] as const;

/**
 * The category in which leaves for these filters can be; undefined where in both, null where in none. Almost all leaves
 * are of calls: looking through them for what they never hold would read the whole log.
 */
export function reachOf({
  category,
  action = "",
  actorKind,
}: Pick<ListLeavesInput, "category" | "action" | "actorKind">): "control" | "call" | undefined | null {
  const ofCalls = CALL_LEAVES.some(
    (leaf) => leaf.action.startsWith(action) && (actorKind === undefined || leaf.actorKind === actorKind),
  );
  if (ofCalls) return category;
  return category === "call" ? null : "control";
}
