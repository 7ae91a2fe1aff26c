import { AsyncResource } from "node:async_hooks";
import { UpstreamError } from "./errors";

/** How long somebody waits, and what tells that they no longer do. */
export type Patience = { timeoutMs: number; signal?: AbortSignal };

/** The time that one piece of work has. `signal` aborts with an UpstreamError of effect none: whoever has sent something knows better. */
export type Turn = {
  signal: AbortSignal;
  /** Milliseconds that are left. @throws UpstreamError where none are */
  leftMs: () => number;
};

/** Runs work for as long as its caller waits. */
export async function within<T>(
  { timeoutMs, signal }: Patience,
  run: (turn: Turn) => Promise<T>,
): Promise<T> {
  const until = performance.now() + timeoutMs;
  const own = new AbortController();
  const late = () =>
    own.abort(new UpstreamError("UPSTREAM_TIMEOUT", "none", "The upstream did not answer in time."));
  const message = "The caller left before the upstream answered.";
  // In the context of this work, not of whoever aborts: what is cancelled is told to the upstream with our credential.
  const left = AsyncResource.bind(() => {
    const reason: unknown = signal?.reason;
    // One turn inside another ends for the outer one's reason.
    own.abort(
      reason instanceof UpstreamError
        ? reason
        : new UpstreamError("UPSTREAM_FAILED", "none", message, { ours: true }),
    );
  });
  const timer = setTimeout(late, timeoutMs);
  if (signal?.aborted) left();
  signal?.addEventListener("abort", left, { once: true });
  try {
    return await run({ signal: own.signal, leftMs: () => leftOf(until) });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", left);
  }
}

/** What is left of the time is enough to ask, or nothing is asked. */
function leftOf(until: number): number {
  const leftMs = until - performance.now();
  if (leftMs > 0) return leftMs;
  const message = "The upstream had no place free in time.";
  throw new UpstreamError("UPSTREAM_TIMEOUT", "none", message, { ours: true });
}
