import type { LiveStatus } from "../shell/live-status";

/** What a page may hear: one request or incident changed; calls were recorded; anything may have changed. */
export type LiveEvent =
  | { kind: "approvals"; id: string; status: string }
  | { kind: "incidents"; id: string }
  | { kind: "activity" }
  | { kind: "gap" };

type Handlers = { onEvent: (event: LiveEvent) => void; onStatus: (status: LiveStatus) => void };

/** The server beats every two seconds; longer than this without one, and what is on screen may be old. */
const SILENCE_MS = 4_500;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;

/**
 * Keeps one event stream open until the returned function is called, whatever breaks. A stream that says
 * nothing counts as broken, however open it looks. The first event, and the first after each break, is a gap.
 */
export function openEventStream({ onEvent, onStatus }: Handlers): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = FIRST_RETRY_MS;
  // From the beginning: what the page shows was read before the stream could open.
  let missed = true;
  let deaf = false;

  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(reopen, SILENCE_MS);
  };
  const reopen = () => {
    clearTimeout(timer);
    source?.close();
    missed = true;
    onStatus("stale");
    timer = setTimeout(connect, retryMs);
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  };
  const on = (name: string, handle: (data: string) => void) =>
    source?.addEventListener(name, (event: MessageEvent<string>) => {
      heard();
      handle(event.data);
    });
  const connect = () => {
    deaf = false;
    source = new EventSource("/api/console/events");
    // A stream that the server ended and one that could not be opened look the same: we open it again.
    source.onerror = reopen;
    on("beat", () => {
      retryMs = FIRST_RETRY_MS;
      if (!deaf) onStatus("live");
      if (missed && !deaf) onEvent({ kind: "gap" });
      missed &&= deaf;
    });
    on("lost", () => {
      deaf = true;
      onStatus("stale");
    });
    on("gap", () => {
      deaf = false;
      onStatus("live");
      onEvent({ kind: "gap" });
    });
    on("activity", () => onEvent({ kind: "activity" }));
    on("approvals", (data) => {
      const { i, s } = JSON.parse(data) as { i: string; s: string };
      onEvent({ kind: "approvals", id: i, status: s });
    });
    on("incidents", (data) => {
      const { i } = JSON.parse(data) as { i: string };
      onEvent({ kind: "incidents", id: i });
    });
    heard();
  };
  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
