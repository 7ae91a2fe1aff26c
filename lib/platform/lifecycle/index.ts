import { logger } from "../log";
import { singleton } from "../singleton";

/** Work to do before the process ends: stop listening, finish what is under way, close connections. */
type Step = { name: string; run: () => Promise<void> | void };

type State = { steps: Step[]; ending: AbortController; armed: boolean };

/** The supervisor gives a part 6 s before it is killed, and the whole product has 10 s. */
const DEADLINE_MS = 5_000;

function state(): State {
  return singleton("lifecycle", () => ({ steps: [], ending: new AbortController(), armed: false }));
}

/**
 * Registers a step of shutdown. Steps run last registered first, each after the one before has settled. The
 * process then exits, and exits anyway after 5 seconds: an open event stream must not keep it alive.
 * It begins at SIGTERM, at SIGINT, and when the supervisor is gone (its IPC channel closes).
 */
export function onShutdown(name: string, run: () => Promise<void> | void): void {
  state().steps.push({ name, run });
  arm();
}

/** Aborts when shutdown begins; long waits and streams end by it. */
export function shutdownSignal(): AbortSignal {
  arm();
  return state().ending.signal;
}

function arm(): void {
  if (state().armed) return;
  state().armed = true;
  for (const name of ["SIGTERM", "SIGINT"] as const) process.on(name, () => void shutdown(0));
  process.once("disconnect", () => void shutdown(0));
  // Listening for its end must not keep a process alive that has nothing else to do.
  process.channel?.unref();
}

/** Ends this process in order. Repeated calls do nothing. */
export async function shutdown(code: number): Promise<void> {
  const { ending, steps } = state();
  if (ending.signal.aborted) return;
  const log = logger("lifecycle");
  setTimeout(() => {
    log.warn("shutdown took too long, ending now");
    process.exit(code);
  }, DEADLINE_MS).unref();
  log.info("shutting down");
  ending.abort();
  for (const step of steps.toReversed()) {
    try {
      await step.run();
    } catch (err) {
      log.error("a step of shutdown failed", { code: step.name, err });
    }
  }
  process.exit(code);
}
