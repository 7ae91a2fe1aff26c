import type { DelegationScope } from "../schemas";

type Period = { startsAt: Date; endsAt: Date; scope: DelegationScope };

/** Whether two delegations could both cover one request at one moment. */
export function overlap(a: Period, b: Period): boolean {
  return (
    a.startsAt < b.endsAt &&
    b.startsAt < a.endsAt &&
    meet(a.scope.risks, b.scope.risks, (one, other) => one === other) &&
    meet(a.scope.capabilities, b.scope.capabilities, covers)
  );
}

/** An empty list stands for everything. */
function meet(a: readonly string[], b: readonly string[], same: (one: string, other: string) => boolean) {
  return a.length === 0 || b.length === 0 || a.some((one) => b.some((other) => same(one, other)));
}

/** Whether there is a name that both patterns mean: whole names, or a prefix with `.*`. */
function covers(one: string, other: string): boolean {
  const [a, b] = [prefixOf(one), prefixOf(other)];
  if (a !== null && b !== null) return a.startsWith(b) || b.startsWith(a);
  if (a !== null) return other.startsWith(a);
  return b === null ? one === other : one.startsWith(b);
}

function prefixOf(pattern: string): string | null {
  return pattern.endsWith(".*") ? pattern.slice(0, -1) : null;
}
