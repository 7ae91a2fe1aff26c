import { ChainSpec } from "../schemas";
import type { RequestFacts, VoteFacts } from "../request-facts";
import type { ActiveDelegation, Directory, FrozenChain, Person } from "../types";

/** Noon, when everything in a test happens, and an hour either side of it. */
export const NOON = new Date("2026-01-01T12:00:00Z");
export const BEFORE = new Date(NOON.getTime() - 3_600_000);
export const AFTER = new Date(NOON.getTime() + 3_600_000);

export function someone(id: string, { roles = ["reviewer"], teams = [] as string[] } = {}): Person {
  return { id, name: `Name of ${id}`, roles, teams };
}

/** One in another's place for the hours around noon, or only away. */
export function away(from: string, to: string | null, scope: Partial<ActiveDelegation["scope"]> = {}) {
  const whole = { risks: [], capabilities: [], ...scope };
  return { id: `d-${from}`, fromUserId: from, toUserId: to, startsAt: BEFORE, endsAt: AFTER, scope: whole };
}

export function directoryOf(people: Person[], delegations: ActiveDelegation[] = []): Directory {
  return { people, delegations };
}

type Spec = Parameters<typeof ChainSpec.parse>[0] & Record<string, unknown>;

export function chainOf(spec: Spec): FrozenChain {
  return { ...ChainSpec.parse(spec), name: "a-chain", version: 1 };
}

export function asked(chain: FrozenChain, changes: Partial<RequestFacts> = {}): RequestFacts {
  return {
    status: "pending",
    expiresAt: AFTER,
    escalatesAt: null,
    frozenAt: null,
    chain,
    step: 0,
    requesters: [],
    riskLevel: "MEDIUM",
    capability: "io.fs.write_file",
    votes: [],
    ...changes,
  };
}

export function yes(userId: string, groups: number[], more: Partial<VoteFacts> = {}): VoteFacts {
  return { userId, forUserId: null, verdict: "approve", step: 0, groups, ...more };
}
