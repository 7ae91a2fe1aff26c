/** What the studio knows of the world a policy meets: for completion, pickers and hints. */
export type StudioCatalog = {
  principals: readonly string[];
  capabilities: readonly StudioCapability[];
  environments: readonly string[];
  /** Names of approval chains. */
  chains: readonly string[];
  /** CEL variables with a fixed shape: field → type. */
  variables: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

export type StudioCapability = {
  name: string;
  riskLevel: string | null;
  operation: string;
  args: readonly StudioArgument[];
};

/** One argument as its schema names it; deeper ones are left to the checks. */
export type StudioArgument = { name: string; type: string; required: boolean; description: string };

/** Whether a pattern of a policy covers a whole name: `*`, whole leading segments and a star, or the name. */
export function covers(pattern: string, name: string): boolean {
  if (pattern === "*" || pattern === name) return true;
  return /[.:]\*$/.test(pattern) && name.startsWith(pattern.slice(0, -1));
}

/** Patterns that name some of the names: whole leading segments and a star, the shortest first. */
export function patternsOf(names: readonly string[], separator: "." | ":"): string[] {
  const patterns = new Set<string>();
  for (const name of names) {
    const parts = name.split(separator);
    for (let length = 1; length < parts.length; length++)
      patterns.add(`${parts.slice(0, length).join(separator)}${separator}*`);
  }
  return [...patterns].sort(
    (a, b) => a.split(separator).length - b.split(separator).length || a.localeCompare(b),
  );
}
