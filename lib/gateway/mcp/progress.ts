import type { ServerContext } from "@modelcontextprotocol/server";
import type { CallRequest } from "../types";

type Progress = Parameters<NonNullable<CallRequest["onProgress"]>>[0];

/** How often a waiting client hears that it is still waited for: well inside common 60 s time-outs. */
const TICK_MS = 5_000;
/** Waiting has no measure; steps this small stay below whatever the upstream reports later. */
const STEP = 0.000_001;

/** Passes progress on to a client that asked for it; without a progressToken everything here does nothing. */
export function progressOf(context: ServerContext): {
  report: (progress: Progress) => void;
  waiting: (message: string) => () => void;
} {
  const token = context.mcpReq._meta?.progressToken;
  let last = -1;
  const report = (progress: Progress) => {
    // The specification has progress only rise; a value that does not is dropped.
    if (token === undefined || progress.progress <= last) return;
    last = progress.progress;
    // A client that went away is noticed by the signal, not here.
    context.mcpReq
      .notify({ method: "notifications/progress", params: { progressToken: token, ...progress } })
      .catch(() => undefined);
  };
  const waiting = (message: string) => {
    if (token === undefined) return () => undefined;
    const tick = () => report({ progress: Math.max(last, -STEP) + STEP, message });
    tick();
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  };
  return { report, waiting };
}
