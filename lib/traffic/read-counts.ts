import { Prisma, type Tx } from "../platform/db";
import { addedUp, COUNT_COLUMNS, COUNTS, rawCounts, SUMMED } from "./raw-counts";
import { segments, type Window } from "./spans";
import type { TrafficTotals } from "./types";

export type Reading = {
  tenantId: string;
  window: Window;
  /** Until here the roll-up is read, from here on the decisions themselves; whole minutes, Unix milliseconds. */
  counted: number;
  /** Decisions from here on are not read: where the roll-up is far behind, or the window's end. */
  until: number;
};

export type CountKind = "cause" | "agent" | "capability";

/** Counts of one group: of a bar of the window (`bin`; -1 for the period before), or of one key of a kind. */
export type CountsRow = TrafficTotals & {
  bin: number | null;
  kind: CountKind | null;
  key: string | null;
  /** How long executions took, and until they were durable; of bars only. */
  took: number[];
  whole: number[];
};

/** Days where days fit: what is not shown by bars. */
const ANY = Infinity;

/** What is rolled up of one stretch, in the largest pieces that fit, and the youngest decisions themselves. */
function rows(kinds: readonly CountKind[], reading: Reading, from: number, to: number, largest: number) {
  const { tenantId, counted, until } = reading;
  const only = Prisma.sql`kind IN (${Prisma.join(kinds)})`;
  const parts = segments(from, Math.max(from, Math.min(to, counted)), largest).map(
    (part) => Prisma.sql`
      SELECT ${COUNT_COLUMNS} FROM traffic_counts WHERE tenant_id = ${tenantId}::uuid AND span = ${part.span / 1_000}::int
        AND ${only} AND at >= ${new Date(part.from)} AND at < ${new Date(part.to)}`,
  );
  const [first, end] = [new Date(from), new Date(Math.max(from, Math.min(to, until)))];
  parts.push(Prisma.sql`SELECT ${COUNT_COLUMNS} FROM raw WHERE ${only} AND at >= ${first} AND at < ${end}`);
  return Prisma.join(
    parts.map((part) => Prisma.sql`(${part})`),
    " UNION ALL ",
  );
}

/** The decisions that are not rolled up yet, of both periods; they are looked at once for everything. */
function raw({ tenantId, window, counted, until }: Reading): Prisma.Sql {
  const from = Math.max(window.previous.from, counted);
  return rawCounts(tenantId, from, Math.max(from, Math.min(window.to, until)));
}

/** Which bar a row of the window belongs to. */
function binOf({ from, step }: Window): Prisma.Sql {
  return Prisma.sql`floor(extract(epoch FROM at - ${new Date(from)}) * 1000 / ${step}::int)::int`;
}

const SHOWN = Prisma.sql`calls, decisions, allow, hold, deny, succeeded, tool_errors AS "toolErrors", failed,
  in_doubt AS "inDoubt", greatest(allow - succeeded - tool_errors - failed - in_doubt, 0) AS open`;

/** The window and the period before it, by bar, by cause of refusals, by agent and by capability, in one reading. */
export async function readCounts(tx: Tx, reading: Reading): Promise<CountsRow[]> {
  const { window } = reading;
  const { from, to, step, previous } = window;
  return tx.$queryRaw<CountsRow[]>`
    WITH raw AS MATERIALIZED (${raw(reading)}),
    counts AS MATERIALIZED (
      SELECT ${binOf(window)} AS bin, w.* FROM (${rows(["cause"], reading, from, to, step)}) w
      UNION ALL
      SELECT -1, p.* FROM (${rows(["cause"], reading, previous.from, previous.to, ANY)}) p
    )
    SELECT bin, NULL AS kind, NULL AS key, took, whole, ${SHOWN} FROM (
      SELECT bin, ${SUMMED}, ${addedUp(Prisma.sql`latency`)} AS took, ${addedUp(Prisma.sql`whole`)} AS whole
      FROM counts GROUP BY bin
    ) bars
    UNION ALL
    SELECT NULL, kind, key, '{}', '{}', ${SHOWN} FROM (
      SELECT kind, key, ${SUMMED} FROM (
        SELECT kind, key, ${COUNTS} FROM counts WHERE bin >= 0
        UNION ALL
        SELECT kind, key, ${COUNTS} FROM (${rows(["agent", "capability"], reading, from, to, ANY)}) who
      ) one GROUP BY kind, key
    ) groups`;
}
