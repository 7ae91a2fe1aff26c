import type { TrafficRange } from "./schemas";

/** Upper bounds in milliseconds: so many of all took at most this long. Null where nothing was measured. */
export type Percentiles = { p50: number | null; p95: number | null; p99: number | null };

/** What came of decisions. The first three add up to `decisions`, the next five to `allow`. */
export type TrafficTotals = {
  /** Calls that arrived; an approved call is decided twice and counted once. */
  calls: number;
  decisions: number;
  allow: number;
  hold: number;
  deny: number;
  succeeded: number;
  toolErrors: number;
  failed: number;
  inDoubt: number;
  /** Allowed, and no outcome has been recorded (yet). */
  open: number;
};

/** One bar of the charts. */
export type TrafficBin = TrafficTotals & { at: number; took: Percentiles };

export type TrafficReason = { step: string; code: string; decisions: number };

/** `id` is null and `name` empty for calls of tools that are not registered. */
export type TrafficGroup = { id: string | null; name: string } & TrafficTotals;

export type Traffic = {
  range: TrafficRange;
  /** Unix milliseconds. */
  from: number;
  to: number;
  stepMs: number;
  /** Until when everything is counted, where the counting has fallen behind; null where it is up to date. */
  behindSince: number | null;
  bins: TrafficBin[];
  total: TrafficTotals;
  /** How long executions took; `whole`: from the decision until its outcome was durable. */
  took: Percentiles;
  whole: Percentiles;
  /** The same stretch of time before; null where nothing was decided then. */
  previous: TrafficTotals | null;
  reasons: TrafficReason[];
  agents: TrafficGroup[];
  capabilities: TrafficGroup[];
};

/** What a new tenant has done so far. */
export type Setup = {
  gateway: boolean;
  decision: boolean;
  approval: boolean;
  rollbackDrill: boolean;
  stopDrill: boolean;
};

/** One decision behind a number. What agents sent (`capability` that is not registered) is shown as safe text only. */
export type DecisionRow = {
  id: string;
  callId: string;
  sessionId: string | null;
  capability: string;
  registered: boolean;
  agent: string | null;
  action: string;
  step: string;
  code: string;
  ruleId: string | null;
  reason: string;
  outcome: string | null;
  durationMs: number | null;
  decidedAt: string;
};
export type DecisionPage = { rows: DecisionRow[]; nextCursor: string | null };
