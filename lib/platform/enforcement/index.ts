import { DatabaseError, type QueryConfig, type QueryResult } from "pg";
import { isUnavailable, systemPool, unavailable } from "../db";
import { isId } from "../ids";

/**
 * How long a gateway process may start calls after it last told the database that it lives. One that could not say so
 * for longer starts nothing; who waits for all processes stops waiting for it a little later.
 */
export const LEASE_MS = 3_000;
/** What two clocks may differ in how fast they run, and what rounding takes, over one lease. */
export const LEASE_MARGIN_MS = 250;
/** An answer that takes longer is of no use to a lease. */
const ANSWER_MS = 2_000;
/** Nobody waits for a process that has been silent for so long. */
const FORGET_SECONDS = 60;

export type Ack = { tenantId: string; epoch: bigint };

/** A process begins. */
export async function sayBegun(processId: string): Promise<void> {
  await run(
    "INSERT INTO gateway_processes (id, started_at, seen_at) VALUES ($1, clock_timestamp(), clock_timestamp())",
    [processId],
  );
}

/** A process lives. @returns false where it has been forgotten, with all that it said */
export async function sayAlive(processId: string): Promise<boolean> {
  const sql = "UPDATE gateway_processes SET seen_at = clock_timestamp() WHERE id = $1 RETURNING id";
  return (await run(sql, [processId])).length === 1;
}

/** From which epoch on a process goes by the tenants' rules. @throws DomainError UNAVAILABLE where it is forgotten */
export async function sayEnforced(processId: string, acks: readonly Ack[]): Promise<void> {
  await run(
    `INSERT INTO control_acks (process_id, tenant_id, epoch, acked_at)
     SELECT $1, a.tenant_id, a.epoch, clock_timestamp() FROM unnest($2::uuid[], $3::bigint[]) AS a(tenant_id, epoch)
     ON CONFLICT (process_id, tenant_id) DO UPDATE SET epoch = excluded.epoch, acked_at = excluded.acked_at`,
    [processId, acks.map(({ tenantId }) => tenantId), acks.map(({ epoch }) => epoch.toString())],
  );
}

/** A process holds nothing of a tenant any more. */
export async function sayLetGo(processId: string, tenantId: string): Promise<void> {
  await run("DELETE FROM control_acks WHERE process_id = $1 AND tenant_id = $2", [processId, tenantId]);
}

/** A process ends, and with it all that it said. */
export async function sayGone(processId: string): Promise<void> {
  await run("DELETE FROM gateway_processes WHERE id = $1", [processId]);
}

/** Forgets the processes that died. */
export async function forgetDead(): Promise<void> {
  await run("DELETE FROM gateway_processes WHERE seen_at < clock_timestamp() - make_interval(secs => $1)", [
    FORGET_SECONDS,
  ]);
}

/** Switches and quarantines of one tenant, as of one epoch; as the database writes them in JSON. */
export type Controls = {
  epoch: string;
  switches: {
    id: string;
    scope: string;
    target: string | null;
    reason: string;
    expiresAt: string | null;
    inFlight: string;
    percent: number;
  }[];
  quarantines: { sessionId: string; incidentId: string; reason: string; admits: string }[];
};

/**
 * What may keep a tenant's calls from being sent, in one round trip; null where there is no such tenant. All the rest of
 * its rules take many, and a stop must not wait for them.
 */
export async function readControls(tenantId: string): Promise<Controls | null> {
  if (!isId(tenantId)) return null;
  // Several statements travel together only as text; the id is checked above.
  const text = `BEGIN; SELECT set_config('app.tenant_id', '${tenantId}', true);
    SELECT json_build_object('epoch', t.control_epoch::text,
      'switches', (SELECT coalesce(json_agg(json_build_object('id', id, 'scope', scope, 'target', target, 'reason', reason,
        'expiresAt', expires_at, 'inFlight', in_flight, 'percent', percent)), '[]') FROM switches WHERE cleared_at IS NULL),
      'quarantines', (SELECT coalesce(json_agg(json_build_object('sessionId', session_id, 'incidentId', incident_id,
        'reason', reason, 'admits', admits)), '[]') FROM quarantines WHERE tenant_id = t.id AND released_at IS NULL)
    ) AS found FROM tenants t WHERE t.id = '${tenantId}'; COMMIT`;
  const results = (await guarded(() => systemPool().query(timed(text)))) as unknown as QueryResult<{
    found: Controls;
  }>[]; // safe: four statements have four results
  return results[2]?.rows[0]?.found ?? null;
}

/** Tenants' control epochs as they are committed now. */
export async function committedEpochs(tenantId: string | null): Promise<Ack[]> {
  const sql =
    "SELECT id, control_epoch AS epoch FROM tenants WHERE $1::uuid IS NULL OR id = $1::uuid ORDER BY id";
  const rows = await run<{ id: string; epoch: string }>(sql, [tenantId]);
  return rows.map(({ id, epoch }) => ({ tenantId: id, epoch: BigInt(epoch) }));
}

/**
 * How many gateway processes live, and how many of them don't go by these epochs yet. A process without a row for a
 * tenant holds nothing of it: what it reads later is newer than what was committed.
 */
export async function countGateways(wanted: readonly Ack[]): Promise<{ living: number; behind: number }> {
  const sql = `WITH living AS (
      SELECT id FROM gateway_processes WHERE seen_at > clock_timestamp() - make_interval(secs => $1::double precision)
    )
    SELECT (SELECT count(*)::int FROM living) AS living,
      (SELECT count(DISTINCT a.process_id)::int FROM control_acks a
        JOIN living ON living.id = a.process_id
        JOIN unnest($2::uuid[], $3::bigint[]) AS e(tenant_id, epoch) ON e.tenant_id = a.tenant_id
        WHERE a.epoch < e.epoch) AS behind`;
  const rows = await run<{ living: number; behind: number }>(sql, [
    (LEASE_MS + LEASE_MARGIN_MS) / 1_000,
    wanted.map(({ tenantId }) => tenantId),
    wanted.map(({ epoch }) => epoch.toString()),
  ]);
  return rows[0] ?? { living: 0, behind: 0 };
}

async function run<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
  return (await guarded(() => systemPool().query<Row>({ ...timed(text), values }))).rows;
}

function timed(text: string): QueryConfig {
  const config = { text, query_timeout: ANSWER_MS };
  return config;
}

/** Where a process began anew while its former life still wrote, that has nothing any more to hang its rows on. */
function isForgotten(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === "23503";
}

async function guarded<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    throw isUnavailable(error) || isForgotten(error) ? unavailable(error) : error;
  }
}
