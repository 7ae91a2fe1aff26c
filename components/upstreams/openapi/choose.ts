import type { OperationRow } from "@/lib/upstreams/types";

export type OperationFilter = { text: string; tag: string };

/** Most that one import takes. */
export const MAX_OPERATIONS = 500;

/** The operations that fit a search in name, path, summary and tags. */
export function matching(rows: readonly OperationRow[], { text, tag }: OperationFilter): OperationRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (tag !== "" && !row.tags.includes(tag)) return false;
    const hay = [row.tool, row.method, row.path, row.summary, ...row.tags].join(" ").toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

/** Every tag, in the order of the alphabet. */
export function tagsOf(rows: readonly OperationRow[]): string[] {
  return [...new Set(rows.flatMap(({ tags }) => tags))].sort((a, b) => a.localeCompare(b));
}

/** With these too, as far as an import takes them; what has a fault is never chosen. */
export function withAll(chosen: ReadonlySet<string>, rows: readonly OperationRow[]): Set<string> {
  const next = new Set(chosen);
  for (const row of rows) if (row.fault === null && next.size < MAX_OPERATIONS) next.add(row.tool);
  return next;
}

export function without(chosen: ReadonlySet<string>, rows: readonly OperationRow[]): Set<string> {
  const gone = new Set(rows.map(({ tool }) => tool));
  return new Set([...chosen].filter((tool) => !gone.has(tool)));
}

/** What is chosen at first: what was imported before, or else nothing. */
export function chosenBefore(rows: readonly OperationRow[]): Set<string> {
  return new Set(rows.filter(({ chosen, fault }) => chosen && fault === null).map(({ tool }) => tool));
}
