import type { FilterField } from "../../filters";
import { STATUSES } from "../../ui/status-badge";
import { isFailure, lengthOf, type Bar } from "./model";

const STATES = [
  "denied",
  "held",
  "approved",
  "running",
  "succeeded",
  "tool_error",
  "failed",
  "in_doubt",
  "changes_requested",
  "expired",
  "cancelled",
] as const;
const ACTIONS = ["ALLOW", "DENY", "REQUIRE_APPROVAL"] as const;
const LENGTHS = [
  { value: "100", label: "100 ms" },
  { value: "1000", label: "1 s" },
  { value: "10000", label: "10 s" },
  { value: "60000", label: "1 min" },
  { value: "600000", label: "10 min" },
] as const;
/** All that failed, whatever way. */
const ANY_FAILURE = "failure";

/** What is looked for, out of the address. */
export type Wanted = {
  states: readonly string[];
  decisions: readonly string[];
  capabilities: readonly string[];
  leastMs: number;
  text: string;
};

export function readWanted(params: URLSearchParams): Wanted {
  const least = Number(params.get("least"));
  return {
    states: params.getAll("state"),
    decisions: params.getAll("decision"),
    capabilities: params.getAll("capability"),
    leastMs: Number.isFinite(least) && least > 0 ? least : 0,
    text: (params.get("q") ?? "").slice(0, 200),
  };
}

export function isFiltering(wanted: Wanted): boolean {
  const { states, decisions, capabilities, leastMs, text } = wanted;
  return states.length + decisions.length + capabilities.length + leastMs + text.length > 0;
}

/** The calls that fit. `hits`: ids in which the text occurs; null while the server looks. */
export function filterCalls(
  calls: readonly Bar[],
  wanted: Wanted,
  { hits, now }: { hits: ReadonlySet<string> | null; now: number },
): readonly Bar[] {
  if (!isFiltering(wanted)) return calls;
  const { states, decisions, capabilities, leastMs, text } = wanted;
  return calls.filter(
    (call) =>
      (states.length === 0 ||
        states.includes(call.state) ||
        (states.includes(ANY_FAILURE) && isFailure(call))) &&
      (decisions.length === 0 || decisions.includes(call.action)) &&
      (capabilities.length === 0 || capabilities.includes(call.capability)) &&
      (leastMs === 0 || lengthOf(call, now) >= leastMs) &&
      (text === "" || (hits?.has(call.id) ?? false)),
  );
}

/** @param capabilities those that occur, in the order they are offered */
export function filterFields(capabilities: readonly string[]): FilterField[] {
  const named = (value: string) => ({ value, label: STATUSES[value as keyof typeof STATUSES].label });
  return [
    { kind: "search", name: "q", placeholder: "In arguments and results" },
    {
      kind: "choice",
      name: "state",
      label: "State",
      options: [{ value: ANY_FAILURE, label: "Any failure" }, ...STATES.map(named)],
    },
    { kind: "choice", name: "decision", label: "Decision", options: ACTIONS.map(named) },
    {
      kind: "choice",
      name: "capability",
      label: "Capability",
      options: capabilities.map((value) => ({ value, label: value })),
    },
    { kind: "choice", name: "least", label: "Took at least", options: LENGTHS, single: true },
  ];
}
