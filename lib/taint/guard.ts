/** The settings that the guard goes by. */
export type GuardTerms = {
  taintGuard: boolean;
  guardLabels: readonly string[];
  /** Capability patterns that tainted sessions may call all the same: a name, a leading part with `.*`, or `*`. */
  guardAllow: readonly string[];
};

/** Whether what a session has seen matters for this capability at all. Pure. */
export function guards(terms: GuardTerms, capability: { name: string; operation: string }): boolean {
  return (
    terms.taintGuard &&
    capability.operation === "NETWORK" &&
    terms.guardLabels.length > 0 &&
    !terms.guardAllow.some((pattern) => matches(pattern, capability.name))
  );
}

/** The labels that keep a session from it; empty where it may be called. Pure. */
export function blockedBy(terms: GuardTerms, taint: readonly string[]): string[] {
  return taint.filter((label) => terms.guardLabels.includes(label)).sort();
}

function matches(pattern: string, name: string): boolean {
  if (pattern === "*" || pattern === name) return true;
  return pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -1));
}
