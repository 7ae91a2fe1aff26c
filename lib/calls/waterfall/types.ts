import type { CallDetail } from "../types";

/**
 * All calls of one session as columns: one list per property, of equal length, in the order the calls came. Texts that
 * repeat are numbers into `words`; times are milliseconds after `base`; -1 stands for nothing. So 10,000 calls are well
 * under a megabyte, and what a row does not show is read when somebody opens it.
 */
export type Waterfall = {
  sessionId: string;
  /** Unix milliseconds. */
  base: number;
  /** The database's clock when it was read. */
  now: number;
  words: string[];
  calls: {
    id: string[];
    /** When it was decided. */
    at: number[];
    capability: number[];
    action: number[];
    step: number[];
    code: number[];
    rule: number[];
    state: number[];
    /** Index into `turns`. */
    turn: number[];
    /** When it was sent upstream. */
    begun: number[];
    /** For how long it ran; -1 while it runs. */
    took: number[];
    attempts: number[];
  };
  /** Requests for approval; `call` is an index into the calls. `until` is -1 while people are asked. */
  asked: { call: number[]; id: string[]; from: number[]; until: number[]; status: number[] };
  turns: Turn[];
  compensations: Compensation[];
};

/** One turn of the model, as the agent reports it in `context.turn` of its calls (docs/inspector.md). */
export type Turn = {
  key: string;
  label: string;
  /** How long the model thought before the turn's first call. */
  modelMs: number | null;
};

/** A call that took another one back, or was to. Times are Unix milliseconds. */
export type Compensation = {
  id: string;
  /** The call that is taken back. */
  callId: string;
  /** running | waiting | done | failed | manual | skipped */
  state: string;
  capability: string | null;
  runCallId: string | null;
  runSessionId: string | null;
  incidentId: string;
  incidentNumber: number;
  from: number;
  until: number;
};

/** What a row shows besides, read for the rows in sight. */
export type CallHint = { id: string; preview: string; reason: string };

/** Calls of a session in which a text occurs. */
export type SearchHits = { ids: string[]; /** More than these. */ capped: boolean };

/** Arguments or a result: whole where it is short, else its beginning. */
export type Payload =
  | { kind: "none" }
  | { kind: "whole"; value: unknown; bytes: number }
  | { kind: "cut"; beginning: string; bytes: number };

/** Everything recorded of one call, of large payloads only the beginning. */
export type CallInspection = Omit<CallDetail, "arguments" | "result"> & {
  arguments: Payload;
  result: Payload;
};

/** A call beside its session; `ruleHref` leads to the line of its rule in the policy that decided. */
export type InspectedCall = { call: CallInspection; ruleHref: string | null };
