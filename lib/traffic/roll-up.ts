import { Prisma, withTenant, type Tx } from "../platform/db";
import { FIRST_CHUNK, LARGEST_CHUNK, nextStretch, type Marks } from "./marks";
import { addedUp, COUNT_COLUMNS, rawCounts, SUMMED, plannedForRanges } from "./raw-counts";
import { DAY, floorTo, HOUR, MINUTE } from "./spans";

/** What nobody looks back to is not counted. */
export const KEPT = 62 * DAY;
/** A tenant's turn ends after this long; what is left over from an old history waits for the next one. */
const TURN_MS = 2_000;
/** A stretch that took less than this may be followed by a longer one. */
const QUICK_MS = 250;

/**
 * Counts what was decided since the last time. Safe in several processes at once: whoever holds the tenant's mark
 * counts, the others go on. A stretch and its mark are written in one transaction, and always as a whole, so that
 * nothing is counted twice or left out wherever a process dies.
 */
export async function rollUpTraffic(tenantId: string): Promise<void> {
  const end = Date.now() + TURN_MS;
  let chunk = FIRST_CHUNK;
  for (let begun = Date.now(); begun < end; begun = Date.now()) {
    const size = chunk;
    if (!(await withTenant(tenantId, (tx) => rollUpOnce(tx, tenantId, { chunk: size })))) return;
    const took = Date.now() - begun;
    if (took < QUICK_MS) chunk = Math.min(chunk * 4, LARGEST_CHUNK);
    else if (took > 4 * QUICK_MS) chunk = FIRST_CHUNK;
  }
}

/** One stretch in the caller's transaction; tests say what time it is. @returns whether there was one */
export async function rollUpOnce(
  tx: Tx,
  tenantId: string,
  { at, chunk }: { at?: number; chunk?: number } = {},
): Promise<boolean> {
  const held = await holdMarks(tx, tenantId);
  if (!held) return false;
  const next = nextStretch(held.marks, at ?? held.now, chunk);
  if (!next) return false;
  await plannedForRanges(tx);
  await rollUpMinutes(tx, tenantId, next.from, next.to);
  for (const [span, of] of [
    [HOUR, MINUTE],
    [DAY, HOUR],
  ] as const)
    await rollUpSpan(tx, tenantId, { span, of, from: next.from, to: next.to });
  const { counted, again, settled } = next.marks;
  await tx.$executeRaw`
    UPDATE traffic_marks SET counted_until = ${new Date(counted)}, again_until = ${new Date(again)},
      settled_until = ${new Date(settled)} WHERE tenant_id = ${tenantId}::uuid`;
  return true;
}

type RawMarks = { counted_until: Date; again_until: Date; settled_until: Date; now: Date };

/** Locks the tenant's marks, making them first where there are none. Null where somebody else has them. */
async function holdMarks(tx: Tx, tenantId: string): Promise<{ marks: Marks; now: number } | null> {
  const lock = () => tx.$queryRaw<RawMarks[]>`
    SELECT counted_until, again_until, settled_until, clock_timestamp() AS now FROM traffic_marks
    WHERE tenant_id = ${tenantId}::uuid FOR UPDATE SKIP LOCKED`;
  let [row] = await lock();
  if (!row && (await begin(tx, tenantId))) [row] = await lock();
  if (!row) return null;
  const { counted_until: counted, again_until: again, settled_until: settled, now } = row;
  const marks = { counted: counted.getTime(), again: again.getTime(), settled: settled.getTime() };
  return { marks, now: now.getTime() };
}

/** Begins with the tenant, or with its first session where that is older (imported history). */
function begin(tx: Tx, tenantId: string): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO traffic_marks (tenant_id, counted_until, again_until, settled_until)
    SELECT tenant_id, at, at, at FROM (
      SELECT t.id AS tenant_id, date_bin('1 minute', greatest(clock_timestamp() - ${`${KEPT} ms`}::interval,
        least(t.created_at, s.started_at, uuid_extract_timestamp(s.id))), 'epoch') AS at
      FROM tenants t LEFT JOIN LATERAL (
        SELECT id, started_at FROM sessions WHERE tenant_id = t.id ORDER BY id LIMIT 1
      ) s ON true WHERE t.id = ${tenantId}::uuid
    ) start ON CONFLICT DO NOTHING`;
}

async function rollUpMinutes(tx: Tx, tenantId: string, from: number, to: number): Promise<void> {
  await forget(tx, tenantId, { span: MINUTE, from, to });
  await tx.$executeRaw`
    INSERT INTO traffic_counts (tenant_id, span, ${COUNT_COLUMNS})
    SELECT ${tenantId}::uuid, 60, raw.* FROM (${rawCounts(tenantId, from, to)}) raw`;
}

type Rolled = { span: number; of: number; from: number; to: number };

/** Whole hours of minutes, whole days of hours; those that end after `to` are written when they do. */
async function rollUpSpan(tx: Tx, tenantId: string, { span, of, from, to }: Rolled): Promise<void> {
  const [first, end] = [floorTo(from, span), floorTo(to, span)];
  if (first >= end) return;
  await forget(tx, tenantId, { span, from: first, to: end });
  await tx.$executeRaw`
    INSERT INTO traffic_counts (tenant_id, span, ${COUNT_COLUMNS})
    SELECT ${tenantId}::uuid, ${span / 1_000}::int, kind, date_bin(${`${span} ms`}::interval, at, 'epoch'), key, ${SUMMED},
      ${addedUp(Prisma.sql`latency`)}, ${addedUp(Prisma.sql`whole`)}
    FROM traffic_counts
    WHERE tenant_id = ${tenantId}::uuid AND span = ${of / 1_000}::int AND at >= ${new Date(first)} AND at < ${new Date(end)}
    GROUP BY 3, 4, 5`;
}

async function forget(tx: Tx, tenantId: string, { span, from, to }: Omit<Rolled, "of">): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM traffic_counts WHERE tenant_id = ${tenantId}::uuid AND span = ${span / 1_000}::int
      AND at >= ${new Date(from)} AND at < ${new Date(to)}`;
}
