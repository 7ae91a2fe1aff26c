import type { FullExplanation } from "../policy/types";

export type ImpactAction = "ALLOW" | "REQUIRE_APPROVAL" | "DENY";

/** Why a decision of the window could not be replayed, or what it was replayed without. */
export type NotReplayedCause =
  | "arguments_redacted"
  | "arguments_missing"
  | "tool_changed"
  | "tool_removed"
  | "agent_unknown"
  | "session_unknown"
  | "counters"
  | "taint"
  | "exception"
  | "baseline_differs"
  | "baseline_unknown";

export type NotReplayed = {
  cause: NotReplayedCause;
  count: number;
  /** What it means, for a person. */
  sentence: string;
};

/** Calls of one rule, capability or agent. `total` counts what was replayed. A report has at most 100 of a kind. */
export type ImpactGroup = {
  key: string;
  label: string;
  total: number;
  loosening: number;
  tightening: number;
};

/** One call that the candidate would decide another way. `callId` opens it. */
export type ImpactSample = {
  callId: string;
  sessionId: string | null;
  agent: string;
  capability: string;
  decidedAt: string;
  was: ImpactAction;
  wouldBe: ImpactAction;
  ruleBefore: string | null;
  ruleAfter: string | null;
  /** The reason the candidate would give. */
  reason: string;
  /** As in the report. */
  approximate: boolean;
};

/** Was → would be. */
export type FlipMatrix = Record<ImpactAction, Record<ImpactAction, number>>;

/**
 * What the decisions of a window would be under a candidate policy. Coverage first: `replayed` of `total`
 * decisions stand in the matrix, `notReplayed` says why the others don't. Times are ISO 8601 in UTC.
 */
export type ImpactReport = {
  from: string;
  to: string;
  days: number;
  environment: string | null;
  /** Of the candidate: SHA-256 (hex) of its canonical form. */
  hash: string;
  /** The revisions that the decisions were made under. */
  baselineRevisionIds: readonly string[];
  /** Decisions that a policy made in the window. */
  total: number;
  /** Of them, those decided again; exactly, but for `approximate`. */
  replayed: number;
  /**
   * Of the replayed, those whose answer leans on counters and limits that were simulated, or on a tool whose
   * registry entry was touched since (≈).
   */
  approximate: number;
  notReplayed: readonly NotReplayed[];
  /** Refused before a policy was asked (a stop, an unknown tool, arguments that don't fit): not in `total`. */
  beforePolicy: number;
  matrix: FlipMatrix;
  loosening: number;
  tightening: number;
  /** By the candidate's rule; the key "default" is the policy's default. */
  byRule: readonly ImpactGroup[];
  byCapability: readonly ImpactGroup[];
  byAgent: readonly ImpactGroup[];
  /** At most 50 each, newest first. */
  samples: { loosening: readonly ImpactSample[]; tightening: readonly ImpactSample[] };
  /** Requests for approval among what was replayed. */
  reviewerLoad: { before: number; after: number; perDayBefore: number; perDayAfter: number };
  tookMs: number;
  measuredAt: string;
  /** The window holds more decisions than are read: only its newest were. */
  truncated: boolean;
};

/** What one policy says of a stored call. */
export type FlipSide = {
  action: ImpactAction;
  ruleId: string | null;
  reason: string;
  /** The rules tried, in order, and which parts of their conditions didn't hold; null where there is none. */
  explanation: FullExplanation | null;
};

/** One stored call: as it was recorded, as its own revision explains it today, and under the candidate. */
export type FlipExplanation = {
  callId: string;
  sessionId: string | null;
  agent: string;
  capability: string;
  decidedAt: string;
  /** As the call was settled at first, by whichever step of the gateway. */
  recorded: { action: ImpactAction; step: string; ruleId: string | null; reason: string };
  /** Null where no policy was in force, or the call can't be replayed. */
  baseline: FlipSide | null;
  candidate: FlipSide | null;
  /** Why the call can't be replayed; null where it can, and where the policy was never asked. */
  notReplayed: { cause: NotReplayedCause; sentence: string } | null;
  approximate: boolean;
};
