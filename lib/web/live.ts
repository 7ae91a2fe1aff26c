import "server-only";
import type { Ctx } from "../platform/ctx";
import { isListening, subscribe, type Signal } from "../platform/events";
import { singleton } from "../platform/singleton";

/** Often enough that a reader's page can call a silent stream dead within five seconds. */
const BEAT_MS = 2_000;
/** A stream ends after this long and its page opens another, which signs in again. */
const MAX_AGE_MS = 5 * 60_000;
const STREAMS_PER_PERSON = 12;
/** What a slow reader may leave unread before the stream is given up. */
const MAX_UNREAD_CHUNKS = 256;

type Stream = { userId: string; close: () => void };

/** Open streams, oldest first. They end with the process: a server that drains would wait for them for ever. */
function streams(): Set<Stream> {
  return singleton("live-streams", () => {
    const all = new Set<Stream>();
    const end = () => [...all].forEach((stream) => stream.close());
    process.once("SIGTERM", end);
    process.once("SIGINT", end);
    return all;
  });
}

/**
 * Server-sent events of one tenant: `approvals` {i: approval id, s: status}, `activity` (calls were recorded),
 * `incidents` {i: incident id}, `gap` (read everything again), `lost` (nothing is heard for now), `beat` every two
 * seconds. They are hints: a page reads what changed through the usual endpoints, which check again what the reader may see.
 */
export function liveStream(ctx: Ctx, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (event: string, data: object = {}) => {
          if ((controller.desiredSize ?? 0) < -MAX_UNREAD_CHUNKS) return stop();
          controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
        };
        stop = open(ctx, send, () => controller.close());
        signal.addEventListener("abort", () => stop(), { once: true });
      },
      cancel: () => stop(),
    },
    { highWaterMark: 0 },
  );
  const headers = {
    "content-type": "text/event-stream",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
  };
  return new Response(body, { headers });
}

type Send = (event: string, data?: object) => void;

/** @returns the one way to end it, safe to call twice. */
function open(ctx: Ctx, send: Send, finish: () => void): () => void {
  const stream: Stream = { userId: ctx.actor.id, close: () => stop() };
  let ended = false;
  const beat = setInterval(() => send("beat"), BEAT_MS);
  const age = setTimeout(() => stop(), MAX_AGE_MS);
  const unsubscribe = [
    subscribe("agentgate_approvals", (heard) => send(...approvalEvent(ctx.tenantId, heard))),
    subscribe("agentgate_incidents", (heard) => {
      // What the stream missed, approvals' listener says for all.
      if (heard.kind !== "notify") return;
      const { t, i } = JSON.parse(heard.payload) as { t?: string; i?: string };
      if (t === ctx.tenantId) send("incidents", { i });
    }),
    subscribe("agentgate_activity", (heard) => {
      if (heard.kind === "notify" && heard.payload === ctx.tenantId) send("activity");
    }),
  ];
  const stop = () => {
    if (ended) return;
    ended = true;
    clearInterval(beat);
    clearTimeout(age);
    unsubscribe.forEach((end) => end());
    streams().delete(stream);
    finish();
  };
  streams().add(stream);
  const own = [...streams()].filter(({ userId }) => userId === stream.userId);
  own.slice(0, Math.max(0, own.length - STREAMS_PER_PERSON)).forEach(({ close }) => close());
  send("beat");
  if (!isListening()) send("lost");
  return stop;
}

/** Of another tenant's approval, not even that there is one is told. */
function approvalEvent(tenantId: string, heard: Signal): [event: string, data?: object] {
  if (heard.kind !== "notify") return [heard.kind];
  const { t, i, s } = JSON.parse(heard.payload) as { t?: string; i?: string; s?: string };
  return t === tenantId ? ["approvals", { i, s }] : ["beat"];
}
