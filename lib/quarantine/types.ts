import type { TaintLabel } from "../platform/labels/types";
import type { Admits, Revocation, RiskSignal, RiskWeights } from "./schemas";

/** How strict a tenant is with sessions that misbehave, with the defaults filled in. */
export type ContainmentSettings = {
  quarantine: boolean;
  threshold: number;
  halfLifeSeconds: number;
  weights: RiskWeights;
  watchMinutes: number;
  watchThreshold: number;
  /** So many quarantines of one agent within an hour stop the agent; 0: never. */
  agentStopAfter: number;
  taintGuard: boolean;
  guardLabels: readonly TaintLabel[];
  guardAllow: readonly string[];
  detectLabels: readonly TaintLabel[];
};

/** Times are ISO 8601 in UTC. */
export type QuarantineRow = {
  id: string;
  sessionId: string;
  /** What the agent calls it: shown as safe text only. */
  sessionLabel: string;
  agentId: string;
  agentName: string | null;
  incidentId: string;
  incidentRef: string;
  /** The call that crossed the threshold; null where a person did it. */
  decisionId: string | null;
  score: number;
  threshold: number;
  reason: string;
  openedBy: string | null;
  openedAt: string;
  admits: Admits;
  revocation: Revocation;
  revocationDetail: string;
  releasedBy: string | null;
  releasedAt: string | null;
  releaseReason: string | null;
};
export type QuarantinePage = { rows: QuarantineRow[]; nextCursor: string | null; now: string };

export type RiskSignalRow = {
  decisionId: string;
  /** Whose decision it is: an approved call has two. */
  callId: string;
  signal: RiskSignal;
  points: number;
  /** What of these points is left now. */
  left: number;
  /** The session's score right after it. */
  score: number;
  capability: string;
  at: string;
};

/** Why a session's risk is what it is, with one decimal as it is compared. */
export type SessionRiskView = {
  sessionId: string;
  /** False where the tenant quarantines nothing. */
  counted: boolean;
  score: number;
  /** What holds now: lower while the session is watched. */
  threshold: number;
  halfLifeSeconds: number;
  watchUntil: string | null;
  quarantine: QuarantineRow | null;
  /** Newest first, since the last release; at most 50. */
  signals: RiskSignalRow[];
  now: string;
};

/** What a change answers with: the receipt, and what it is now. */
export type QuarantineChange = { quarantine: QuarantineRow; auditId: string };
/** `watchMinutes`: how long the session is watched now; null where only a stage of it was released. */
export type QuarantineReleased = QuarantineChange & { watchMinutes: number | null };
