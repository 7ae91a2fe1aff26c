import type { SemanticChange } from "@/lib/policy/check-types";

/** One change, with every environment in which it is the same. */
export type MergedChange = Omit<SemanticChange, "environment"> & { key: string; environments: string[] };

/** Changes that differ in nothing but the environment, as one each, in the order of the first. */
export function mergeEnvironments(changes: readonly SemanticChange[]): MergedChange[] {
  const merged = new Map<string, MergedChange>();
  for (const { environment, ...change } of changes) {
    const key = JSON.stringify(Object.values(change));
    const known = merged.get(key);
    if (known) known.environments.push(environment);
    else merged.set(key, { ...change, key, environments: [environment] });
  }
  return [...merged.values()];
}

/** "preview, staging" or, with the star that stands for every other name, "every environment". */
export function environmentsText(environments: readonly string[]): string {
  return environments.includes("*") ? "every environment" : environments.join(", ");
}
