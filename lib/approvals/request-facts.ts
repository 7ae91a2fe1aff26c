import { clockOf } from "../calls";
import type { FrozenChain, Requester } from "./types";

/** A vote as far as counting goes. */
export type VoteFacts = {
  userId: string;
  /** Whose place they took. */
  forUserId: string | null;
  verdict: string;
  step: number;
  /** Indexes of that step's groups that they could count for then. */
  groups: readonly number[];
};

/** A request as far as deciding goes: frozen when it was held, but for its step and its votes. */
export type RequestFacts = {
  status: string;
  expiresAt: Date;
  escalatesAt: Date | null;
  /** Since when a stop keeps it from being approved; its clock stands still meanwhile. */
  frozenAt: Date | null;
  chain: FrozenChain;
  step: number;
  requesters: readonly Requester[];
  riskLevel: string;
  capability: string;
  votes: readonly VoteFacts[];
};

type Stored = Omit<RequestFacts, "chain" | "requesters"> & { chain: unknown; requesters: unknown };

/** Safe because both columns are written once, by the gateway, from values of these types. */
export function factsOf(stored: Stored): RequestFacts {
  const { status, expiresAt, escalatesAt, frozenAt, step, riskLevel, capability, votes } = stored;
  return {
    status,
    expiresAt,
    escalatesAt,
    frozenAt,
    step,
    riskLevel,
    capability,
    votes,
    chain: stored.chain as FrozenChain,
    requesters: stored.requesters as Requester[],
  };
}

/** Everybody whose say is used up: who voted, and whose place somebody took. */
export function usedUp(votes: readonly VoteFacts[]): Set<string> {
  return new Set(
    votes.flatMap(({ userId, forUserId }) => (forUserId === null ? [userId] : [userId, forUserId])),
  );
}

/** Whether the escalation group is in, whoever has noticed it by now. */
export function isEscalated(
  { escalatesAt, frozenAt }: Pick<RequestFacts, "escalatesAt" | "frozenAt">,
  now: Date,
): boolean {
  return escalatesAt !== null && escalatesAt <= clockOf({ frozenAt }, now);
}
