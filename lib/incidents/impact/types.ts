import type { AmountTotal } from "../../capabilities/types";
import type { CallState } from "../../calls/types";
import type { CompensationState } from "../compensation/schemas";

export type AffectedSession = { id: string; label: string; agent: string; calls: number; startedAt: string };

/** What an incident reached. Times are ISO 8601 in UTC. */
export type Impact = {
  sessions: AffectedSession[];
  /** By what was decided first. */
  calls: { total: number; allow: number; deny: number; ask: number };
  /** Of what was let through. `running`: no outcome yet. */
  outcomes: { succeeded: number; toolError: number; failed: number; inDoubt: number; running: number };
  approvals: { waiting: number; approved: number; denied: number; other: number };
  /** What ran and did more than read. */
  effects: {
    total: number;
    reversible: number;
    irreversible: number;
    /** The registry no longer knows the tool. */
    unknown: number;
    /** A call takes it back, people do, or nothing is known to. */
    byCall: number;
    byHand: number;
    noWay: number;
    compensation: Record<CompensationState, number>;
  };
  /** Money and records moved by what ran or may have run, where its capability declares how much. Empty: none does. */
  amounts: AmountTotal[];
  /** There were more effects than are counted. */
  truncated: boolean;
  now: string;
};

/** One call of an incident. `preview` is untrusted. */
export type AffectedCall = {
  id: string;
  sessionId: string | null;
  agent: string;
  capability: string;
  decision: "ALLOW" | "DENY" | "REQUIRE_APPROVAL";
  state: CallState;
  ruleId: string | null;
  code: string;
  risk: string | null;
  preview: string;
  at: string;
};

/** `effectsCut`: there are more side effects than one incident lists, so that a filter by them misses some. */
export type AffectedPage = {
  rows: AffectedCall[];
  nextCursor: string | null;
  effectsCut: boolean;
  now: string;
};
