import { Prisma, type Tx } from "../platform/db";
import { idFloor } from "../platform/ids";
import { LATENCY_BOUNDS_MS } from "./schemas";

/** Durations are whole milliseconds: one that equals a bound is still in its bucket. */
const THRESHOLDS = LATENCY_BOUNDS_MS.map((bound) => bound + 1);
const BUCKETS = Array.from({ length: LATENCY_BOUNDS_MS.length + 1 }, (_, bucket) => bucket);

/** The columns of a histogram of `bucket`, for rows that ran. */
function histogram(bucket: Prisma.Sql): Prisma.Sql {
  const counts = BUCKETS.map((n) => Prisma.sql`count(*) FILTER (WHERE ${bucket} = ${n}::int)::int`);
  return Prisma.sql`CASE WHEN count(${bucket}) = 0 THEN '{}'::int[] ELSE ARRAY[${Prisma.join(counts)}] END`;
}

/** The columns of counts. */
export const COUNTS = Prisma.sql`decisions, calls, allow, hold, deny, succeeded, tool_errors, failed, in_doubt`;

/** The columns of traffic_counts from `kind` on, in the order in which everything here selects them. */
export const COUNT_COLUMNS = Prisma.sql`kind, at, key, ${COUNTS}, latency, whole`;

/** The same, counted of decisions. */
const COUNTED = Prisma.sql`count(*)::int AS decisions, count(*) FILTER (WHERE first)::int AS calls,
  count(*) FILTER (WHERE action = 'ALLOW')::int AS allow, count(*) FILTER (WHERE action = 'REQUIRE_APPROVAL')::int AS hold,
  count(*) FILTER (WHERE action = 'DENY')::int AS deny, count(*) FILTER (WHERE status = 'succeeded')::int AS succeeded,
  count(*) FILTER (WHERE status = 'tool_error')::int AS tool_errors,
  count(*) FILTER (WHERE status = 'failed')::int AS failed, count(*) FILTER (WHERE status = 'in_doubt')::int AS in_doubt`;

/** The same, added up of rows that have them. */
export const SUMMED = Prisma.sql`sum(decisions)::int AS decisions, sum(calls)::int AS calls, sum(allow)::int AS allow,
  sum(hold)::int AS hold, sum(deny)::int AS deny, sum(succeeded)::int AS succeeded, sum(tool_errors)::int AS tool_errors,
  sum(failed)::int AS failed, sum(in_doubt)::int AS in_doubt`;

/**
 * The decisions of one tenant from one moment to another, minute by minute, by each of what is counted by, with the columns of
 * traffic_counts. What is rolled up and what is shown of the youngest minutes is this one query. An outcome belongs to
 * the minute of its decision.
 */
export function rawCounts(tenantId: string, from: number, to: number): Prisma.Sql {
  const [first, end] = [Prisma.sql`${idFloor(from)}::uuid`, Prisma.sql`${idFloor(to)}::uuid`];
  const thresholds = Prisma.sql`${THRESHOLDS}::int[]`;
  return Prisma.sql`
    WITH one AS MATERIALIZED (
      SELECT date_bin('1 minute', uuid_extract_timestamp(d.id), 'epoch') AS at, d.agent_id,
        CASE WHEN d.capability_id IS NULL THEN '' ELSE d.capability END AS capability, d.action, d.step, d.code,
        d.id = d.call_id AS first, o.status,
        CASE WHEN o.status <> 'failed' THEN width_bucket(o.duration_ms, ${thresholds}) END AS took,
        CASE WHEN o.status <> 'failed' THEN width_bucket(least(greatest(
          extract(epoch FROM o.recorded_at - d.decided_at) * 1000, 0), 1e9)::int, ${thresholds}) END AS lasted
      FROM decisions d LEFT JOIN outcomes o ON o.decision_id = d.id AND o.tenant_id = d.tenant_id
        AND o.decision_id >= ${first} AND o.decision_id < ${end}
      WHERE d.tenant_id = ${tenantId}::uuid AND d.id >= ${first} AND d.id < ${end}
    )
    SELECT 'cause' AS kind, at, step || ' ' || code AS key, ${COUNTED}, ${histogram(Prisma.sql`took`)} AS latency,
      ${histogram(Prisma.sql`lasted`)} AS whole
    FROM one GROUP BY at, step, code
    UNION ALL
    SELECT CASE WHEN agent_id IS NULL THEN 'capability' ELSE 'agent' END, at, coalesce(agent_id::text, capability), ${COUNTED},
      '{}', '{}'
    FROM one GROUP BY GROUPING SETS ((at, agent_id), (at, capability))`;
}

/** Histograms added up, bucket by bucket; empty where there were none. */
export function addedUp(column: Prisma.Sql): Prisma.Sql {
  const sums = BUCKETS.map((n) => Prisma.sql`coalesce(sum(${column}[${n + 1}::int]), 0)::int`);
  return Prisma.sql`CASE WHEN count(${column}[1]) = 0 THEN '{}'::int[] ELSE ARRAY[${Prisma.join(sums)}] END`;
}

/**
 * For this transaction. Compiling fifty aggregates takes longer than running them over what a tenant has. And of a short
 * range of ids the planner expects one row; joined by nested loops, each decision would look at the range's every outcome.
 */
export async function plannedForRanges(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT set_config('jit', 'off', true), set_config('enable_nestloop', 'off', true)`;
}
