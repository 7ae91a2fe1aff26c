import type { ProjectState } from "./types";

/** Every step has its step back, so that what an agent did can be taken back by the same tool. */
const STEPS: Readonly<Record<ProjectState, readonly ProjectState[]>> = {
  planned: ["active", "cancelled"],
  active: ["planned", "on_hold", "done", "cancelled"],
  on_hold: ["active", "cancelled"],
  done: ["active"],
  cancelled: ["planned", "active", "on_hold"],
};

/** Where a project may go from here. */
export function stepsFrom(state: ProjectState): readonly ProjectState[] {
  return STEPS[state];
}

/** Why a project may not go there; null where it may. */
export function transitionFault(from: ProjectState, to: ProjectState): string | null {
  if (from === to) return `The project is ${to} already.`;
  if (STEPS[from].includes(to)) return null;
  return `A project that is ${from} can become ${STEPS[from].join(", ")}, but not ${to}.`;
}
