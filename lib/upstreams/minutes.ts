import { withTenant } from "../platform/db";
import { logger } from "../platform/log";
import { singleton } from "../platform/singleton";
import { UpstreamError } from "./errors";
import { bucketOf } from "./percentile";
import { LATENCY_BUCKETS_MS, type ToolAnswer, type UpstreamRef } from "./types";

const FLUSH_MS = 5_000;
const MINUTE_MS = 60_000;
/** What is kept for a database that stays away. */
const MAX_PENDING = 10_000;
const KEPT_MS = 3 * 24 * 60 * MINUTE_MS;

type Count = { calls: number; toolErrors: number; failures: number; refused: number; latency: number[] };
type Minute = Count & { tenantId: string; upstreamId: string; minute: number };
type State = { pending: Map<string, Minute>; timer: NodeJS.Timeout | null };
type Ending = "answered" | "toolErrors" | "failures" | "refused";

const state = () => singleton("upstream-minutes", (): State => ({ pending: new Map(), timer: null }));

/** Runs one call and counts how it ended and how long it took. */
export async function counted(upstream: UpstreamRef, run: () => Promise<ToolAnswer>): Promise<ToolAnswer> {
  const started = performance.now();
  const end = (ending: Ending) => add(upstream, ending, performance.now() - started);
  try {
    const answer = await run();
    end(answer.isError ? "toolErrors" : "answered");
    return answer;
  } catch (error) {
    end(endingOf(error));
    throw error;
  }
}

/** An error that the upstream answered is the tool's own; refused is what was never sent. */
function endingOf(error: unknown): Ending {
  if (!(error instanceof UpstreamError)) return "failures";
  const { rpc, effect, ours, code } = error;
  if (rpc) return "toolErrors";
  return effect === "none" && (ours || code === "UPSTREAM_UNAVAILABLE") ? "refused" : "failures";
}

function add({ tenantId, id }: UpstreamRef, ending: Ending, ms: number): void {
  const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const latency = new Array<number>(LATENCY_BUCKETS_MS.length + 1).fill(0);
  // What was refused at once says nothing of how fast the upstream is.
  if (ending !== "refused") latency[bucketOf(ms)] = 1;
  const count = { calls: 1, toolErrors: 0, failures: 0, refused: 0, latency };
  if (ending !== "answered") count[ending] = 1;
  keep({ tenantId, upstreamId: id, minute, ...count });
  schedule();
}

/** Adds to what waits to be written. */
function keep(more: Minute): void {
  const { pending } = state();
  const key = `${more.upstreamId} ${more.minute}`;
  const known = pending.get(key);
  if (!known) {
    if (pending.size >= MAX_PENDING) return;
    pending.set(key, more);
    return;
  }
  known.calls += more.calls;
  known.toolErrors += more.toolErrors;
  known.failures += more.failures;
  known.refused += more.refused;
  known.latency = known.latency.map((count, bucket) => count + (more.latency[bucket] ?? 0));
}

function schedule(): void {
  const own = state();
  if (own.timer || own.pending.size === 0) return;
  own.timer = setTimeout(() => {
    own.timer = null;
    void flushMinutes().finally(schedule);
  }, FLUSH_MS).unref();
}

/** Writes what was counted; what cannot be written is kept for the next time. Never throws. */
export async function flushMinutes(): Promise<void> {
  const { pending } = state();
  // Always in one order, so that two processes never wait for each other's rows.
  const minutes = [...pending.values()].toSorted((a, b) => orderOf(a).localeCompare(orderOf(b)));
  pending.clear();
  let failure: unknown;
  for (const [tenantId, own] of groups(minutes)) {
    try {
      await write(tenantId, own);
    } catch (error) {
      failure = error;
      own.forEach(keep);
    }
  }
  if (failure !== undefined) {
    const fields = { err: failure, count: pending.size };
    logger("upstreams").warn("counted calls could not be written", fields);
  }
}

const orderOf = ({ upstreamId, minute }: Minute) => `${upstreamId} ${minute}`;

function groups(minutes: readonly Minute[]): Map<string, Minute[]> {
  const byTenant = new Map<string, Minute[]>();
  for (const minute of minutes) {
    const own = byTenant.get(minute.tenantId);
    if (own) own.push(minute);
    else byTenant.set(minute.tenantId, [minute]);
  }
  return byTenant;
}

async function write(tenantId: string, minutes: readonly Minute[]): Promise<void> {
  await withTenant(tenantId, async (tx) => {
    for (const { upstreamId, minute, calls, toolErrors, failures, refused, latency } of minutes) {
      await tx.$executeRaw`
        INSERT INTO upstream_minutes AS m (upstream_id, tenant_id, minute, calls, tool_errors, failures, refused, latency)
        VALUES (${upstreamId}::uuid, ${tenantId}::uuid, ${new Date(minute)}, ${calls}, ${toolErrors}, ${failures},
          ${refused}, ${latency}::int[])
        ON CONFLICT (upstream_id, minute) DO UPDATE SET
          calls = m.calls + excluded.calls,
          tool_errors = m.tool_errors + excluded.tool_errors,
          failures = m.failures + excluded.failures,
          refused = m.refused + excluded.refused,
          latency = (
            SELECT array_agg(coalesce(a, 0) + coalesce(b, 0) ORDER BY n)
            FROM unnest(m.latency, excluded.latency) WITH ORDINALITY AS t (a, b, n)
          )`;
    }
  });
}

/** Deletes minutes that nobody looks at any more. */
export async function forgetMinutes(tenantId: string, now = Date.now()): Promise<void> {
  const before = new Date(now - KEPT_MS);
  await withTenant(tenantId, (tx) =>
    tx.upstreamMinute.deleteMany({ where: { tenantId, minute: { lt: before } } }),
  );
}
