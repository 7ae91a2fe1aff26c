/** What a check found. `error` is a sentence of ours. */
export type Check = { ok: true; latencyMs: number } | { ok: false; error: string };

export type Known = { status: "up" | "down"; since: Date; failures: number };

type Next = {
  health: Known & { latencyMs: number | null; error: string | null };
  alert: "raise" | "resolve" | null;
};

/** Failures in a row after which an upstream counts as down: one lost answer is nothing to wake anybody for. */
export const DOWN_AFTER = 3;

/** How an upstream is after one more check. One that was never seen well is down from its first failure. */
export function nextHealth(known: Known | null, check: Check, now: Date): Next {
  if (check.ok) {
    const since = known?.status === "up" ? known.since : now;
    const alert = known && (known.status === "down" || known.failures > 0) ? "resolve" : null;
    const { latencyMs } = check;
    return { health: { status: "up", since, failures: 0, latencyMs, error: null }, alert };
  }
  const failures = (known?.failures ?? 0) + 1;
  const status = known?.status === "up" && failures < DOWN_AFTER ? "up" : "down";
  const since = known?.status === status ? known.since : now;
  const alert = failures >= DOWN_AFTER ? "raise" : null;
  return { health: { status, since, failures, latencyMs: null, error: check.error }, alert };
}
