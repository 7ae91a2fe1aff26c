import type { CompiledRule } from "../policy";

/** What the conditions of some rules look at, beyond the names of principal, capability and environment. */
export type Reads = {
  args: boolean;
  counts: boolean;
  taint: boolean;
  /** Anything that differs between two calls of one agent and one capability. */
  call: boolean;
};

const NAMES_ONLY: Reads = { args: false, counts: false, taint: false, call: false };

/** Read from the text: a name that stands nowhere in it can't be read. */
export function readsOf(rules: readonly CompiledRule[], whenOf: (rule: CompiledRule) => string): Reads {
  return rules.map(whenOf).reduce<Reads>(
    (reads, when) => ({
      args: reads.args || /\bargs\b/.test(when),
      counts: reads.counts || /\bsession\b[^]*\b(calls|allowed|denied|held)\b/.test(when),
      taint: reads.taint || /\btaint\b/.test(when),
      call: reads.call || /\b(args|context|session|now)\b/.test(when),
    }),
    NAMES_ONLY,
  );
}
