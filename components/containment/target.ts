import type { NamedTarget } from "@/lib/switches/types";

/** Something to stop as a page knows it: the panel shows `label`, or the target's own text. */
export type PageTarget = Pick<NamedTarget, "scope" | "target"> & { label?: string; detail?: string };

export function named({ scope, target, label, detail }: PageTarget): NamedTarget {
  return { scope, target, label: label ?? target ?? "", detail: detail ?? "" };
}

export function sameTarget(a: Pick<NamedTarget, "scope" | "target">, b: typeof a): boolean {
  return a.scope === b.scope && a.target === b.target;
}

/** The query of the preview's address. */
export function targetsQuery(targets: readonly NamedTarget[]): string {
  const query = new URLSearchParams();
  for (const { scope, target } of targets) query.append("t", target === null ? scope : `${scope}:${target}`);
  return query.toString();
}
