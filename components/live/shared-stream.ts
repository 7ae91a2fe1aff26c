import type { LiveStatus } from "../shell/live-status";
import { openEventStream, type LiveEvent } from "./event-stream";

type Message = { event: LiveEvent } | { status: LiveStatus } | { ask: true };

/**
 * One stream for all tabs of a browser: over HTTP/1.1 a browser opens six connections to a server, and six
 * tabs with a stream each would leave none for anything else. The tab that holds the lock streams and passes
 * on; when it goes, another one gets the lock. Without locks (plain HTTP to another host) each has its own.
 */
export function shareEventStream(
  tenantId: string,
  handlers: Parameters<typeof openEventStream>[0],
): () => void {
  if (!("locks" in navigator) || typeof BroadcastChannel === "undefined") return openEventStream(handlers);
  const name = `agentgate-live-${tenantId}`;
  const channel = new BroadcastChannel(name);
  const leaving = new AbortController();
  // Not "stale", or a stream that never opened at all would have no news to tell.
  let status: LiveStatus = "off";
  let leading = false;
  let heard = false;
  const post = (message: Message) => !leaving.signal.aborted && channel.postMessage(message);
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if ("ask" in data) {
      if (leading) post({ status });
    } else if ("status" in data) {
      // What this page shows was read before it could hear anything.
      if (!heard) handlers.onEvent({ kind: "gap" });
      heard = true;
      handlers.onStatus(data.status);
    } else handlers.onEvent(data.event);
  };
  post({ ask: true });
  const lead = () =>
    new Promise<void>((resolve) => {
      // The lock can be granted in the very moment in which the page goes.
      if (leaving.signal.aborted) return resolve();
      leading = true;
      const stop = openEventStream({
        onEvent: (event) => {
          post({ event });
          handlers.onEvent(event);
        },
        onStatus: (next) => {
          if (next === status) return;
          status = next;
          post({ status });
          handlers.onStatus(next);
        },
      });
      leaving.signal.addEventListener("abort", () => {
        stop();
        resolve();
      });
    });
  navigator.locks.request(name, { signal: leaving.signal }, lead).catch(() => undefined);
  return () => {
    leaving.abort();
    channel.close();
  };
}
