import type { ApprovalStatus } from "../types";

/** One request, as far as insights count it. Times are Unix milliseconds. */
export type RequestFact = {
  id: string;
  at: number;
  status: ApprovalStatus;
  decidedAt: number | null;
  ruleId: string | null;
  risk: string;
  capability: string;
  agent: string;
  escalated: boolean;
};

/** One person's say on one of them. */
export type VoteFact = {
  requestId: string;
  userId: string;
  name: string;
  at: number;
  reason: string | null;
  dwellMs: number | null;
  hasty: boolean;
};

/** What the registry says of a capability now. */
export type CapabilityFact = { name: string; risk: string | null; requiresApproval: boolean };

const BY_PEOPLE: readonly string[] = ["approved", "denied", "changes_requested"];

/** A person's verdict ended it, not the clock. */
export function byPeople({ status }: Pick<RequestFact, "status">): boolean {
  return BY_PEOPLE.includes(status);
}

/** "2026-11-21", in UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Puts together what has the same key, in the order in which keys come up. */
export function groupBy<T, K>(rows: readonly T[], key: (row: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
