import type { Operation } from "../../capabilities/types";
import type { JsonObject } from "../../platform/json/types";
import type { CompensationState } from "./schemas";

/** What the registry says today of how a call is taken back. `unknown`: it no longer knows the tool. */
export type Way =
  | { kind: "call"; capability: string }
  | { kind: "manual"; strategy: string }
  | { kind: "none" }
  | { kind: "unknown" };

/** `in_doubt`: it may have run. `tool_error`: the tool says that it failed, which leaves open how far it got. */
export type EffectOutcome = "succeeded" | "tool_error" | "in_doubt";

/** One executed call that did more than read, and what became of taking it back. Times are ISO 8601 in UTC. */
export type SideEffect = {
  /** The decision that let it run. */
  decisionId: string;
  callId: string;
  sessionId: string | null;
  agent: string;
  capability: string;
  capabilityId: string | null;
  /** Null where the registry no longer knows the tool. */
  operation: Operation | null;
  reversible: boolean | null;
  /** Beginning of the arguments as JSON; untrusted. */
  preview: string;
  at: string;
  outcome: EffectOutcome;
  way: Way;
  state: CompensationState;
  /** What became of it, as a sentence; may quote a tool or a reviewer. */
  detail: string;
  /** The other incident that has seen to it, as in "INC-1"; null: none, `state` is this one's. */
  elsewhere: string | null;
  /** The compensating call, with a decision of its own. */
  run: { callId: string | null; sessionId: string | null; approvalId: string | null } | null;
  by: string | null;
  updatedAt: string | null;
  /** Why it can't be started now; null: it can. */
  refused: string | null;
};

/** `truncated`: there are more than are listed. Newest first, the order in which calls are taken back. */
export type SideEffects = { rows: SideEffect[]; truncated: boolean; now: string };

/** What would be called to take one call back. Nothing is called or stored. */
export type PlannedCompensation = {
  decisionId: string;
  capability: string | null;
  arguments: JsonObject | null;
  /** Empty: it fits. Otherwise what stands in the way, as sentences. */
  faults: { pointer: string; detail: string }[];
};
