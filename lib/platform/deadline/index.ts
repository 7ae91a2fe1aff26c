import { setMaxListeners } from "node:events";

/** The time a piece of work has. */
export type Deadline = {
  /** Aborts once the time is up, with a `TimeoutError`, or once the caller has left, with its reason. */
  signal: AbortSignal;
  /** Whether the time was up before the work was done. */
  passed: () => boolean;
};

/**
 * Runs work that has `ms` milliseconds, or less where `caller` aborts before. The work has to heed the signal.
 *
 * Not `AbortSignal.any([caller, AbortSignal.timeout(ms)])`: there nothing holds the time-out but a weak reference, so
 * once it has been collected as garbage the work waits for ever (nodejs/node#57736; Node 20 has it).
 */
export async function withDeadline<T>(
  ms: number,
  run: (deadline: Deadline) => Promise<T>,
  caller?: AbortSignal,
): Promise<T> {
  const own = new AbortController();
  let passed = false;
  const timer = setTimeout(() => {
    passed = true;
    own.abort(new DOMException("The time is up.", "TimeoutError"));
  }, ms);
  const left = () => own.abort(caller?.reason);
  if (caller?.aborted) left();
  if (caller) {
    // Much work may hang on one caller; each listener is taken away again.
    setMaxListeners(0, caller);
    caller.addEventListener("abort", left, { once: true });
  }
  try {
    return await run({ signal: own.signal, passed: () => passed });
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener("abort", left);
  }
}
