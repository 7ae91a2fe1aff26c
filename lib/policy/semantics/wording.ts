import type { Catalog } from "../check-types";

const MAX_NAMES = 3;

export function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** "a", "a and b", "a, b and c". */
function joined(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** Agents by name, or their number where that reads better. A wildcard stands for those that aren't known. */
export function agents(labels: readonly string[], catalog: Catalog): string {
  return listed(labels, catalog.principals, "agents", (pattern) =>
    pattern === "*" ? "any other agent" : `any other of ${pattern}`,
  );
}

/** The same for capabilities. */
export function capabilities(labels: readonly string[], catalog: Catalog): string {
  const names = catalog.capabilities.map(({ name }) => name);
  return listed(labels, names, "capabilities", (pattern) =>
    pattern === "*" ? "any other capability" : `any other of ${pattern}`,
  );
}

export function places(environments: readonly string[]): string {
  return environments.length === 0 ? "" : ` in ${joined(environments)}`;
}

function listed(
  labels: readonly string[],
  known: readonly string[],
  noun: string,
  wildcard: (pattern: string) => string,
): string {
  const patterns = labels.filter((label) => label.endsWith("*")).map(wildcard);
  const names = labels.filter((label) => !label.endsWith("*"));
  if (names.length + patterns.length <= MAX_NAMES) return joined([...names, ...patterns]);
  if (names.length <= 1) return joined([...names, ...shortened(patterns, `other patterns of ${noun}`)]);
  const all = names.length === known.length && known.every((name) => names.includes(name));
  const counted = all
    ? `all ${names.length} ${noun}`
    : `${names.length} ${noun} (${joined([...names.slice(0, 2), "more"])})`;
  return joined([counted, ...shortened(patterns, `other patterns of ${noun}`)]);
}

function shortened(patterns: readonly string[], noun: string): string[] {
  const rest = patterns.length - MAX_NAMES;
  return rest <= 1 ? [...patterns] : [...patterns.slice(0, MAX_NAMES), `${rest} ${noun}`];
}
