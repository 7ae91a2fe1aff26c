import { settleAllDue } from "../approvals";
import { sealWaiting } from "../audit";
import { revokeDue } from "../credentials";
import { pool, withTenant } from "../platform/db";
import { forgetDead } from "../platform/enforcement";
import { systemCtx } from "../platform/ctx";
import { newId } from "../platform/ids";
import { logger } from "../platform/log";
import { allTenants, tenantsWithWork, type WorkKind } from "../platform/rounds";
import { pruneNotifications } from "../notifications";
import { forgetSilent, publishDue } from "../revisions";
import { pruneTraffic, rollUpTraffic } from "../traffic";
import { settleGlobalSwitches, settleSwitches } from "../switches";
import { onToolsChanged, syncUpstream, watchHealth, type UpstreamRef } from "../upstreams";
import { cancelGone } from "./cancel-gone";
import { Coalesced } from "./coalesced";
import { settleCompensations } from "./console/compensate";
import { afterQuarantine } from "./contain-after";
import { forEachTenant } from "./for-each-tenant";

const PUBLISH_EVERY_MS = 1_000;
const SETTLE_EVERY_MS = 2_000;
const CONTAIN_EVERY_MS = 1_000;
const REVOKE_EVERY_MS = 5_000;
const SEAL_EVERY_MS = 1_000;
const COUNT_EVERY_MS = 8_000;
const FORGET_EVERY_MS = 10 * 60_000;
const FORGET_DEAD_EVERY_MS = 30_000;
const PRUNE_EVERY_MS = 60 * 60_000;
const PARTITIONS_EVERY_MS = 60 * 60_000;
/** Months of partitions that exist before they are needed. */
const PARTITIONS_AHEAD = 3;
/** Between two comparisons of an upstream that keeps saying that its tools have changed. */
const SYNC_REST_MS = 2_000;

const log = () => logger("maintenance");

/**
 * Keeps house: publishes policies whose time has come, writes down which requests for approval are escalated, expired
 * or abandoned, ends stops whose time is over, revokes what was issued for sessions that have ended, forgets gateway
 * processes that are gone and makes partitions ahead of time. Safe in several processes at once. @returns stop, which waits for the round under way.
 */
export function startMaintenance(): () => Promise<void> {
  const stops = [
    repeat(due("publish", publishDue), PUBLISH_EVERY_MS),
    repeat(due("settle", settleAllDue), SETTLE_EVERY_MS),
    repeat(settleGlobalSwitches, SETTLE_EVERY_MS),
    repeat(due("switch", settleSwitches), SETTLE_EVERY_MS),
    repeat(due("cancel", cancelGone), SETTLE_EVERY_MS),
    repeat(
      due("compensate", (tenantId) => settleCompensations(tenantId)),
      SETTLE_EVERY_MS,
    ),
    repeat(due("contain", afterQuarantine), CONTAIN_EVERY_MS),
    repeat(due("revoke", revokeDue), REVOKE_EVERY_MS),
    repeat(due("count", rollUpTraffic), COUNT_EVERY_MS),
    repeat(due("seal", sealWaiting), SEAL_EVERY_MS),
    repeat(everywhere(forgetSilent), FORGET_EVERY_MS),
    repeat(forgetDead, FORGET_DEAD_EVERY_MS),
    repeat(everywhere(pruneNotifications), PRUNE_EVERY_MS),
    repeat(everywhere(pruneTraffic), PRUNE_EVERY_MS),
    repeat(ensurePartitions, PARTITIONS_EVERY_MS),
  ];
  return async () => void (await Promise.all(stops.map((stop) => stop())));
}

/** A round is followed by a rest so many times as long, so that many tenants make it rarer and not the gateway slow. */
const REST = 4;

/** Runs at once and then with at least `ms` of rest between rounds, so that slow rounds never overlap. */
function repeat(work: () => Promise<void>, ms: number): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let round = Promise.resolve();
  const go = () => {
    const began = performance.now();
    round = work()
      .catch((err: unknown) => log().warn("a round of maintenance failed", { err }))
      .then(() => {
        const rest = Math.max(ms, REST * (performance.now() - began));
        // It keeps the process alive: a worker whose database is away has nothing else that does.
        if (!stopped) timer = setTimeout(go, rest);
      });
  };
  go();
  return () => {
    stopped = true;
    clearTimeout(timer);
    return round;
  };
}

/** For the tenants that have work of a kind. */
function due(kind: WorkKind, work: (tenantId: string) => Promise<unknown>): () => Promise<void> {
  return async () => forEachTenant(await tenantsWithWork(kind), work);
}

/** For every tenant there is. */
function everywhere(work: (tenantId: string) => Promise<unknown>): () => Promise<void> {
  return async () => forEachTenant(await allTenants(), work);
}

async function ensurePartitions(): Promise<void> {
  await pool().query("select ensure_partitions($1)", [PARTITIONS_AHEAD]);
}

/**
 * Compares what every upstream offers with the registry: now, whenever one says that its tools have changed, and
 * every few minutes, together with looking how it is. @returns stop, which waits for the round under way
 */
export function watchUpstreams(): () => Promise<void> {
  void everywhere(syncAll)().catch((err: unknown) => log().warn("upstreams could not be listed", { err }));
  const changed = new Coalesced<UpstreamRef>(
    ({ tenantId, id, slug }) => sync(tenantId, id, slug),
    SYNC_REST_MS,
  );
  const unsubscribe = onToolsChanged((upstream) => changed.ask(upstream.id, upstream));
  const stopLooking = watchHealth();
  return async () => {
    unsubscribe();
    await Promise.all([changed.stop(), stopLooking()]);
  };
}

async function syncAll(tenantId: string): Promise<void> {
  // What an HTTP upstream offers is its document: a comparison at the moment of its import would find the one before.
  const where = { tenantId, disabledAt: null, kind: { not: "http" } };
  const select = { id: true, slug: true };
  const upstreams = await withTenant(tenantId, (tx) => tx.upstream.findMany({ where, select }));
  for (const { id, slug } of upstreams) await sync(tenantId, id, slug);
}

async function sync(tenantId: string, id: string, slug: string): Promise<void> {
  await syncUpstream(systemCtx(tenantId, `sync-${newId()}`), id).catch((err: unknown) =>
    log().warn("an upstream's tools could not be compared", { err, upstream: slug }),
  );
}
