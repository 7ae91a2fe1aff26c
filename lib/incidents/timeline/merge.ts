import type { TimelineGroup } from "../schemas";
import type { TimelineEntry } from "../types";

/** Two records of the same thing are written in one transaction, or nearly. */
const SAME_MS = 2_000;
/** Calls alike that came so close together are one line. */
const FOLD_MS = 5 * 60_000;

/**
 * One story of an incident's own events and of our other records: in the order of time; what the incident says itself
 * isn't said again; calls alike that follow one another are counted, not listed.
 */
export function mergeStory(
  own: readonly TimelineEntry[],
  records: readonly TimelineEntry[],
  groups: readonly TimelineGroup[] = [],
): TimelineEntry[] {
  const told = records.filter((record) => !own.some((event) => saysTheSame(event, record)));
  const wanted = [...own, ...told].filter(({ group }) => groups.length === 0 || groups.includes(group));
  return fold(inOrder(wanted));
}

/** By time; at the same moment, in the order they were recorded: keys carry ids, and ids the time. */
export function inOrder(entries: readonly TimelineEntry[]): TimelineEntry[] {
  return entries.toSorted((a, b) => compare(a.at, b.at) || compare(a.key, b.key));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function saysTheSame(event: TimelineEntry, record: TimelineEntry): boolean {
  // A time that was corrected isn't when it was recorded.
  const at = Date.parse(event.originalAt ?? event.at);
  return event.kind === record.kind && Math.abs(at - Date.parse(record.at)) <= SAME_MS;
}

function fold(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const lines: TimelineEntry[] = [];
  for (const entry of entries) {
    const before = lines.at(-1);
    const alike =
      before !== undefined &&
      before.group === "calls" &&
      entry.group === "calls" &&
      before.eventId === null &&
      entry.eventId === null &&
      before.kind === entry.kind &&
      before.title === entry.title &&
      Date.parse(entry.at) - Date.parse(before.at) <= FOLD_MS;
    if (alike) lines[lines.length - 1] = { ...before, count: before.count + entry.count };
    else lines.push(entry);
  }
  return lines;
}

/** The part of a list after an entry, and where the next part begins. A key that isn't there begins at the front. */
export function pageOf(
  entries: readonly TimelineEntry[],
  cursor: string | undefined,
  limit: number,
): { entries: TimelineEntry[]; nextCursor: string | null } {
  const start = cursor === undefined ? 0 : entries.findIndex(({ key }) => key === cursor) + 1;
  const page = entries.slice(start, start + limit);
  const more = start + limit < entries.length;
  return { entries: page, nextCursor: more ? (page.at(-1)?.key ?? null) : null };
}
