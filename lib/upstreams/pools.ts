import { logger } from "../platform/log";
import { singleton } from "../platform/singleton";
import { Pool } from "./pool";
import { sameUpstream } from "./same-upstream";
import type { BreakerState, UpstreamRef } from "./types";

const IDLE_MS = 5 * 60_000;
const SWEEP_MS = 15_000;

type Key = Pick<UpstreamRef, "tenantId" | "id">;
type ChangeListener = (upstream: UpstreamRef) => void;
type State = {
  pools: Map<string, Pool>;
  /** Replaced ones, on which calls still run. */
  retired: Set<Pool>;
  listeners: Set<ChangeListener>;
  sweeper: NodeJS.Timeout | null;
};

const state = () =>
  singleton("upstreams", (): State => ({
    pools: new Map(),
    retired: new Set(),
    listeners: new Set(),
    sweeper: null,
  }));
const keyOf = ({ tenantId, id }: Key) => `${tenantId} ${id}`;

/**
 * One pool per upstream and process. A changed row gets another: what runs may end as it began, because a change of
 * the network's rules or a new secret must not leave calls in doubt.
 */
export function poolOf(upstream: UpstreamRef): Pool {
  const { pools } = state();
  const known = pools.get(keyOf(upstream));
  if (known && sameUpstream(known.upstream, upstream)) {
    known.upstream = upstream;
    return known;
  }
  if (known) retire(known);
  const made = new Pool(upstream, announce);
  pools.set(keyOf(upstream), made);
  scheduleSweep();
  return made;
}

function retire(pool: Pool): void {
  pool.retire();
  if (!pool.empty) state().retired.add(pool);
}

/** The circuit breaker as this process sees it. */
export function breakerState(upstream: Key): BreakerState {
  return state().pools.get(keyOf(upstream))?.guard.state ?? "closed";
}

function scheduleSweep(): void {
  const own = state();
  own.sweeper ??= setTimeout(() => {
    own.sweeper = null;
    sweep();
    if (own.pools.size + own.retired.size > 0) scheduleSweep();
  }, SWEEP_MS).unref();
}

/** Ends children whose credential has expired or whom nobody has used for a while. @returns how many are left */
export function sweep(idleLimitMs = IDLE_MS): number {
  const { pools, retired } = state();
  for (const pool of retired) if (pool.empty) retired.delete(pool);
  let left = 0;
  for (const pool of pools.values()) {
    pool.sweep(idleLimitMs);
    left += pool.ownChildren;
  }
  return left;
}

/** Calls back when an upstream says that its tools have changed. @returns unsubscribe */
export function onToolsChanged(listener: ChangeListener): () => void {
  state().listeners.add(listener);
  return () => void state().listeners.delete(listener);
}

function announce(upstream: UpstreamRef): void {
  for (const listener of state().listeners) {
    try {
      listener(upstream);
    } catch (err) {
      logger("upstreams").error("a listener failed", { err, upstream: upstream.slug });
    }
  }
}

/** Closes what this process holds of an upstream that is no longer used, as soon as nothing runs on it. */
export function letGo(upstream: Key): void {
  const { pools } = state();
  const pool = pools.get(keyOf(upstream));
  pools.delete(keyOf(upstream));
  if (pool) retire(pool);
}

/** Ends what this process holds of one upstream: sessions, children, connections. A new call opens new ones. */
export async function closeUpstream(upstream: Key): Promise<void> {
  const { pools } = state();
  const pool = pools.get(keyOf(upstream));
  pools.delete(keyOf(upstream));
  await pool?.close();
}

/** Ends every session and every child. */
export async function closePools(): Promise<void> {
  const { pools, retired, sweeper } = state();
  clearTimeout(sweeper ?? undefined);
  state().sweeper = null;
  const closing = [...pools.values(), ...retired].map((pool) => pool.close());
  pools.clear();
  retired.clear();
  await Promise.allSettled(closing);
}
