import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { invalidInput } from "../platform/errors";
import { percentiles } from "./percentile";
import { plannedForRanges } from "./raw-counts";
import { readCounts, type CountKind, type CountsRow } from "./read-counts";
import { TrafficInput } from "./schemas";
import { floorTo, MINUTE, windowOf, type Window } from "./spans";
import type { Traffic, TrafficGroup, TrafficReason, TrafficTotals } from "./types";

/** Decisions that are not rolled up yet are read one by one, for so long and no longer. */
const MOST_RAW = 15 * MINUTE;
const TOP = 8;

/**
 * What was decided in a range, up to this moment, beside the same stretch of time before it.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function readTraffic(ctx: Ctx, input: TrafficInput): Promise<Traffic> {
  requirePermission(ctx, "sessions.read");
  const parsed = TrafficInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { range } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    await plannedForRanges(tx);
    const { now, counted } = await readMark(tx, tenantId);
    const window = windowOf(range, now);
    const behind = counted !== null && now - counted > MOST_RAW;
    const reading = {
      ...{ tenantId, window, counted: counted ?? floorTo(now - MOST_RAW, MINUTE) },
      // Of the running minute too, and of processes whose clocks are ahead.
      until: behind ? 0 : now + MINUTE,
    };
    const rows = await readCounts(tx, { ...reading, window: { ...window, to: now + MINUTE } });
    const bars = rows.filter(({ bin }) => (bin ?? -1) >= 0);
    const before = rows.find(({ bin }) => bin === -1);
    return {
      ...{ range, from: window.from, to: now, stepMs: window.step, behindSince: behind ? counted : null },
      ...{ bins: binsOf(window, bars), total: totalOf(bars) },
      ...{ took: percentiles(addedUp(bars, "took")), whole: percentiles(addedUp(bars, "whole")) },
      previous: before && before.decisions > 0 ? totalsOf(before) : null,
      reasons: reasonsOf(rows),
      agents: await withAgentNames(tx, top(rows, "agent")),
      capabilities: await withCapabilityIds(tx, tenantId, top(rows, "capability")),
    };
  });
}

async function readMark(tx: Tx, tenantId: string): Promise<{ now: number; counted: number | null }> {
  const [found] = await tx.$queryRaw<{ now: Date; counted: Date | null }[]>`
    SELECT clock_timestamp() AS now, (SELECT counted_until FROM traffic_marks WHERE tenant_id = ${tenantId}::uuid) AS counted`;
  return { now: found?.now.getTime() ?? Date.now(), counted: found?.counted?.getTime() ?? null };
}

const NOTHING: TrafficTotals = {
  ...{ calls: 0, decisions: 0, allow: 0, hold: 0, deny: 0 },
  ...{ succeeded: 0, toolErrors: 0, failed: 0, inDoubt: 0, open: 0 },
};
const KEYS = Object.keys(NOTHING) as (keyof TrafficTotals)[];

function totalsOf(row: TrafficTotals): TrafficTotals {
  return Object.fromEntries(KEYS.map((key) => [key, row[key]])) as TrafficTotals;
}

function totalOf(rows: readonly CountsRow[]): TrafficTotals {
  return Object.fromEntries(
    KEYS.map((key) => [key, rows.reduce((sum, row) => sum + row[key], 0)]),
  ) as TrafficTotals;
}

/** Every bar, those without calls too. What a clock that is ahead dates into the next one belongs to the last. */
function binsOf({ from, step, steps }: Window, bars: readonly CountsRow[]) {
  return Array.from({ length: steps }, (_, index) => {
    const here = bars.filter(({ bin }) => Math.min(bin ?? 0, steps - 1) === index);
    return { at: from + index * step, ...totalOf(here), took: percentiles(addedUp(here, "took")) };
  });
}

/** Histograms, bucket by bucket. */
function addedUp(rows: readonly CountsRow[], column: "took" | "whole"): number[] {
  const sum: number[] = [];
  for (const row of rows)
    for (const [bucket, count] of row[column].entries()) sum[bucket] = (sum[bucket] ?? 0) + count;
  return sum;
}

function reasonsOf(rows: readonly CountsRow[]): TrafficReason[] {
  return rows
    .flatMap(({ kind, key, deny }) => {
      if (kind !== "cause" || key === null || deny === 0) return [];
      const [step = "", code = ""] = key.split(" ");
      return [{ step, code, decisions: deny }];
    })
    .toSorted((a, b) => b.decisions - a.decisions || a.code.localeCompare(b.code));
}

function top(rows: readonly CountsRow[], by: CountKind): (TrafficTotals & { key: string })[] {
  return rows
    .flatMap((row) => (row.kind === by && row.key !== null ? [{ key: row.key, ...totalsOf(row) }] : []))
    .toSorted((a, b) => b.decisions - a.decisions || a.key.localeCompare(b.key))
    .slice(0, TOP);
}

type Keyed = TrafficTotals & { key: string };

async function withAgentNames(tx: Tx, groups: readonly Keyed[]): Promise<TrafficGroup[]> {
  const where = { id: { in: groups.map(({ key }) => key) } };
  const agents = await tx.agent.findMany({ where, select: { id: true, name: true } });
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  return groups.map(({ key, ...totals }) => ({
    id: key,
    name: names.get(key) ?? "unknown agent",
    ...totals,
  }));
}

async function withCapabilityIds(
  tx: Tx,
  tenantId: string,
  groups: readonly Keyed[],
): Promise<TrafficGroup[]> {
  const where = { tenantId, name: { in: groups.map(({ key }) => key) } };
  const found = await tx.capability.findMany({ where, select: { id: true, name: true } });
  const ids = new Map(found.map(({ id, name }) => [name, id]));
  return groups.map(({ key, ...totals }) => ({ id: ids.get(key) ?? null, name: key, ...totals }));
}
