import { expireDue } from "../approvals";
import { pool, withSystem, withTenant } from "../platform/db";
import { systemCtx } from "../platform/ctx";
import { newId } from "../platform/ids";
import { logger } from "../platform/log";
import { forgetSilent, publishDue } from "../revisions";
import { onToolsChanged, syncUpstream } from "../upstreams";

const PUBLISH_EVERY_MS = 1_000;
const EXPIRE_EVERY_MS = 2_000;
const FORGET_EVERY_MS = 10 * 60_000;
const PARTITIONS_EVERY_MS = 60 * 60_000;
/** Months of partitions that exist before they are needed. */
const PARTITIONS_AHEAD = 3;

const log = () => logger("maintenance");

/**
 * Keeps house: publishes policies whose time has come, writes down which approvals have expired, forgets gateway
 * processes that are gone and makes partitions ahead of time. Safe in several processes at once. @returns stop, which waits for the round under way.
 */
export function startMaintenance(): () => Promise<void> {
  const stops = [
    repeat(publishEverywhere, PUBLISH_EVERY_MS),
    repeat(expireEverywhere, EXPIRE_EVERY_MS),
    repeat(forgetEverywhere, FORGET_EVERY_MS),
    repeat(ensurePartitions, PARTITIONS_EVERY_MS),
  ];
  return async () => void (await Promise.all(stops.map((stop) => stop())));
}

/** Runs at once and then with `ms` of rest between rounds, so that slow rounds never overlap. */
function repeat(work: () => Promise<void>, ms: number): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let round = Promise.resolve();
  const go = () => {
    round = work()
      .catch((err: unknown) => log().warn("a round of maintenance failed", { err }))
      .then(() => {
        if (!stopped) timer = setTimeout(go, ms).unref();
      });
  };
  go();
  return () => {
    stopped = true;
    clearTimeout(timer);
    return round;
  };
}

async function tenantIds(): Promise<string[]> {
  const tenants = await withSystem((tx) => tx.tenant.findMany({ select: { id: true } }));
  return tenants.map(({ id }) => id);
}

async function publishEverywhere(): Promise<void> {
  for (const tenantId of await tenantIds()) await publishDue(tenantId);
}

async function forgetEverywhere(): Promise<void> {
  for (const tenantId of await tenantIds()) await forgetSilent(tenantId);
}

async function expireEverywhere(): Promise<void> {
  for (const tenantId of await tenantIds()) await expireDue(tenantId);
}

async function ensurePartitions(): Promise<void> {
  await pool().query("select ensure_partitions($1)", [PARTITIONS_AHEAD]);
}

/**
 * Compares what every upstream offers with the registry, now and whenever one says that its tools have changed.
 * An upstream that is away is compared at its next word. @returns stop
 */
export function watchUpstreams(): () => void {
  void syncAllUpstreams().catch((err: unknown) => log().warn("upstreams could not be listed", { err }));
  return onToolsChanged(({ tenantId, id, slug }) => void sync(tenantId, id, slug));
}

async function syncAllUpstreams(): Promise<void> {
  for (const tenantId of await tenantIds()) {
    const where = { tenantId, disabledAt: null };
    const select = { id: true, slug: true };
    const upstreams = await withTenant(tenantId, (tx) => tx.upstream.findMany({ where, select }));
    for (const { id, slug } of upstreams) await sync(tenantId, id, slug);
  }
}

async function sync(tenantId: string, id: string, slug: string): Promise<void> {
  await syncUpstream(systemCtx(tenantId, `sync-${newId()}`), id).catch((err: unknown) =>
    log().warn("an upstream's tools could not be compared", { err, upstream: slug }),
  );
}
