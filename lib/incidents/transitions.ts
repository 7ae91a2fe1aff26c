import type { IncidentStatus, Severity, StepState } from "./schemas";
import type { Durations } from "./types";

/** Where a person may move an incident from each status. Only `open` lies behind; reviewed comes after resolved alone. */
export const TRANSITIONS: Readonly<Record<IncidentStatus, readonly IncidentStatus[]>> = {
  open: ["contained", "mitigated", "resolved"],
  contained: ["mitigated", "resolved", "open"],
  mitigated: ["resolved", "open"],
  resolved: ["reviewed", "open"],
  reviewed: ["open"],
};

type Step = { title: string; state: StepState; ownerId: string | null };
export type Facts = { status: IncidentStatus; severity: Severity; steps: readonly Step[] };

/** True for what takes an incident back: that has to be explained. */
export function isReopening(from: IncidentStatus, to: IncidentStatus): boolean {
  return to === "open" && from !== "open";
}

/** Why an incident can't be moved there now, as a sentence; null where it can. */
export function refusal({ status, severity, steps }: Facts, to: IncidentStatus): string | null {
  if (status === to) return `It is ${to} already.`;
  if (!TRANSITIONS[status].includes(to)) {
    return to === "reviewed"
      ? "It has to be resolved before it is reviewed."
      : `From ${status}, it can only become ${TRANSITIONS[status].join(" or ")}.`;
  }
  if (to === "resolved" && severity === "SEV1") {
    const loose = steps.filter(({ state, ownerId }) => ownerId === null && !isSettled(state));
    if (loose.length > 0) {
      const titles = loose.map(({ title }) => title).join(", ");
      return `Of a SEV1, every step that is left has an owner before it is resolved. Nobody has: ${titles}.`;
    }
  }
  return null;
}

export function isSettled(state: StepState): boolean {
  return state === "done" || state === "skipped";
}

type Times = {
  status: IncidentStatus;
  openedAt: Date;
  containedAt: Date | null;
  mitigatedAt: Date | null;
  resolvedAt: Date | null;
};

const RANK: Readonly<Record<IncidentStatus, number>> = {
  open: 0,
  contained: 1,
  mitigated: 2,
  resolved: 3,
  reviewed: 4,
};

/**
 * How long it took. A time counts only while the incident has got that far: after a relapse it is open again, and the
 * clock goes on from when it was opened. A status that was skipped has no time.
 */
export function durations({ status, openedAt, containedAt, mitigatedAt, resolvedAt }: Times): Durations {
  const took = (at: Date | null, rank: number) =>
    at === null || RANK[status] < rank ? null : Math.max(0, at.getTime() - openedAt.getTime());
  return {
    toContain: took(containedAt, 1),
    toMitigate: took(mitigatedAt, 2),
    toResolve: took(resolvedAt, 3),
    running: RANK[status] < 3,
  };
}
