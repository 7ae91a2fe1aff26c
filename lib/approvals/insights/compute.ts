import { byPeople, dayOf, groupBy, type RequestFact, type VoteFact } from "./rows";
import { STREAK_MS } from "./schemas";
import type { DecisionTimes, Dwell, Endings, InsightDay, InsightGroup, ReviewerLoad } from "./types";

const DAY = 86_400_000;

/** The numbers of a page come from its rows and nothing else, so that whoever opens the rows finds the same. */
export function groupOf(name: string | null, rows: readonly RequestFact[]): InsightGroup {
  return { name, asked: rows.length, ...endingsOf(rows), times: timesOf(rows) };
}

/** Groups by a property, largest first. */
export function groupsOf(
  rows: readonly RequestFact[],
  of: (row: RequestFact) => string | null,
): InsightGroup[] {
  return [...groupBy(rows, of)]
    .map(([name, group]) => groupOf(name, group))
    .toSorted((a, b) => b.asked - a.asked || (a.name ?? "").localeCompare(b.name ?? ""));
}

const NONE: Endings = { approved: 0, denied: 0, changesRequested: 0, expired: 0, cancelled: 0, waiting: 0 };
const ENDINGS = {
  approved: "approved",
  denied: "denied",
  changes_requested: "changesRequested",
  expired: "expired",
  cancelled: "cancelled",
  pending: "waiting",
} as const satisfies Record<RequestFact["status"], keyof Endings>;

export function endingsOf(rows: readonly RequestFact[]): Endings {
  const endings = { ...NONE };
  for (const { status } of rows) endings[ENDINGS[status]]++;
  return endings;
}

/** Only of what a person decided: a request that nobody looked at did not take anybody long. */
export function timesOf(rows: readonly RequestFact[]): DecisionTimes {
  const times = rows
    .filter(byPeople)
    .flatMap(({ at, decidedAt }) => (decidedAt === null ? [] : [Math.max(0, decidedAt - at)]))
    .toSorted((a, b) => a - b);
  return { count: times.length, median: rank(times, 0.5), p95: rank(times, 0.95) };
}

/** The nearest-rank percentile: always a time that occurred. Null of nothing. */
export function rank(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** Every day of the period, those without requests too. */
export function daysOf(rows: readonly RequestFact[], from: number, to: number): InsightDay[] {
  const byDay = groupBy(rows, ({ at }) => dayOf(at));
  const days: InsightDay[] = [];
  for (let at = from; at <= to; at += DAY) {
    const day = dayOf(at);
    const group = byDay.get(day) ?? [];
    days.push({ day, ...endingsOf(group), times: timesOf(group) });
  }
  return days;
}

export function dwellOf(votes: readonly VoteFact[]): Dwell {
  const measured = votes.filter(({ dwellMs }) => dwellMs !== null);
  return {
    decisions: votes.length,
    measured: measured.length,
    hasty: measured.filter(({ hasty }) => hasty).length,
  };
}

/** Who decided how much, most first. */
export function reviewersOf(votes: readonly VoteFact[]): ReviewerLoad[] {
  return [...groupBy(votes, ({ userId }) => userId)]
    .map(([userId, own]) => ({
      ...{ userId, name: own[0]?.name ?? "" },
      ...dwellOf(own),
      busiestDay: busiestDay(own),
      streak: longestStreak(own.map(({ at }) => at)),
    }))
    .toSorted((a, b) => b.decisions - a.decisions || a.name.localeCompare(b.name));
}

function busiestDay(votes: readonly VoteFact[]): ReviewerLoad["busiestDay"] {
  const days = [...groupBy(votes, ({ at }) => dayOf(at))].map(([day, own]) => ({
    day,
    decisions: own.length,
  }));
  return days.reduce((most, each) => (each.decisions > most.decisions ? each : most), {
    day: "",
    decisions: 0,
  });
}

export function longestStreak(at: readonly number[]): ReviewerLoad["streak"] {
  const times = at.toSorted((a, b) => a - b);
  let most = { decisions: 0, from: 0 };
  let first = 0;
  for (const [index, time] of times.entries()) {
    while ((times[first] ?? time) <= time - STREAK_MS) first++;
    const decisions = index - first + 1;
    if (decisions > most.decisions) most = { decisions, from: times[first] ?? time };
  }
  return { ...most, from: new Date(most.from).toISOString() };
}
