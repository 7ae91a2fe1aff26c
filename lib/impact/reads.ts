import type { CompiledRule } from "../policy";

/** What some rules look at, beyond the names of principal, capability and environment. */
export type Reads = {
  args: boolean;
  context: boolean;
  counts: boolean;
  taint: boolean;
  /** Anything that may differ between two calls of one agent and one capability. */
  call: boolean;
};

/** `whenOf` gives a rule's condition as written; empty for none. */
export function readsOf(rules: readonly CompiledRule[], whenOf: (rule: CompiledRule) => string): Reads {
  const some = (fact: "args" | "context" | "counts" | "taint"): boolean =>
    rules.some(({ reads }) => reads.has(fact));
  return {
    args: some("args"),
    context: some("context"),
    counts: some("counts"),
    taint: some("taint"),
    // The engine's facts leave out what never changes within a session; two sessions differ in it all the same.
    call: rules.some((rule) => rule.reads.size > 0 || /\bsession\b/.test(whenOf(rule))),
  };
}

/** What either of two looks at. */
export function eitherReads(one: Reads, other: Reads | null): Reads {
  if (!other) return one;
  return {
    args: one.args || other.args,
    context: one.context || other.context,
    counts: one.counts || other.counts,
    taint: one.taint || other.taint,
    call: one.call || other.call,
  };
}
