import type { Admits, ReleaseStage } from "./schemas";

const ORDER = ["nothing", "reads", "low_risk", "full"] as const;

/** Why a quarantine can't go on to a stage of its release, or null where it can. Only forward: back is a switch. */
export function whyNotTo(stage: ReleaseStage, before: { admits: Admits; released: boolean }): string | null {
  if (before.released) return "It was released already, by whoever was first.";
  if (ORDER.indexOf(stage) > ORDER.indexOf(before.admits)) return null;
  return stage === before.admits
    ? "It admits this already."
    : "It admits more than this already. To stop the session again, set a switch for it.";
}
