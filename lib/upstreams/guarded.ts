import type { Pool } from "./pool";
import { poolOf } from "./pools";
import type { UpstreamRef } from "./types";
import { within, type Patience, type Turn } from "./within";

/**
 * Runs one call or request, whatever its upstream speaks: within the caller's time, in one of the upstream's places,
 * and not at all while its breaker is open.
 * @throws UpstreamError of effect none where it was not run, and whatever `run` throws
 */
export function guarded<T>(
  upstream: UpstreamRef,
  patience: Patience,
  run: (turn: Turn, pool: Pool) => Promise<T>,
): Promise<T> {
  // The upstream as it is now: while this call waits, a person may change it for later ones.
  const pool = poolOf(upstream);
  return within(patience, (turn) => pool.guard.run(turn.signal, () => run(turn, pool)));
}
