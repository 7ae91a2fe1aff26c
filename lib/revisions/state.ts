import type { RevisionState } from "./types";

/** What can happen to a revision. `supersede` and `roll_away` happen to the one that another displaces. */
export const REVISION_EVENTS = [
  "save",
  "submit",
  "withdraw",
  "request_changes",
  "discard",
  "publish",
  "restore",
  "supersede",
  "roll_away",
] as const;
export type RevisionEvent = (typeof REVISION_EVENTS)[number];

const EDGES: Record<RevisionState, Partial<Record<RevisionEvent, RevisionState>>> = {
  draft: { save: "draft", submit: "in_review", discard: "discarded" },
  in_review: { save: "draft", withdraw: "draft", request_changes: "draft", publish: "published" },
  published: { supersede: "superseded", roll_away: "rolled_back" },
  superseded: { restore: "published" },
  rolled_back: { restore: "published" },
  discarded: {},
};

/** The whole state machine of one revision. @returns the state after the event, or null where it is illegal now. */
export function nextState(state: RevisionState, event: RevisionEvent): RevisionState | null {
  return EDGES[state][event] ?? null;
}

/**
 * The two moves of taking force in production: one revision enters, and the one in force, if any, leaves.
 * @returns the states of both afterwards, or null where either move is illegal now.
 */
export function enterForce(
  entering: RevisionState,
  event: "publish" | "restore",
  inForce: RevisionState | null,
): { entered: RevisionState; left: RevisionState | null } | null {
  const entered = nextState(entering, event);
  if (entered === null) return null;
  if (inForce === null) return { entered, left: null };
  const left = nextState(inForce, event === "publish" ? "supersede" : "roll_away");
  return left === null ? null : { entered, left };
}
