import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startTickets, TICKETS, type HttpPeer } from "@/tests/http-peer";
import { toolCall, upstreamRef } from "@/tests/upstream-peers";
import { guarded } from "./guarded";
import { callOverHttp } from "./http";
import { readOpenApi } from "./openapi/read-openapi";
import { closePools } from "./pools";
import type { UpstreamRef } from "./types";

let peer: HttpPeer;
let upstream: UpstreamRef;
const { binding = null } = readOpenApi(TICKETS).operations.find(
  (one) => one.tool.name === "makeTrouble",
)!.tool;

beforeAll(async () => {
  peer = await startTickets();
  upstream = upstreamRef("http", { baseUrl: peer.baseUrl });
});
afterAll(async () => {
  await closePools();
  await peer.stop();
});

function post(kind: string, to: UpstreamRef, signal = new AbortController().signal) {
  const call = toolCall("makeTrouble", { kind }, { binding, signal });
  return guarded(to, call, (_, pool) => callOverHttp(pool.link, call));
}

test("what runs when an upstream's settings change ends as it began, and leaves nothing open", async () => {
  const leaving = new AbortController();
  const ended = vi.fn();
  const running = post("hang", upstream, leaving.signal).catch(ended);
  await vi.waitFor(() => expect(peer.received).toHaveLength(1));
  // A connection beside it, which then idles.
  await post("ok", upstream);

  const changed = { ...upstream, allow: [...upstream.allow!, "10.0.0.0/8"], updatedAt: 1 };
  expect(await post("ok", changed)).toMatchObject({ isError: false });
  // Whoever was decided before the change may still come with the older settings.
  expect(await post("ok", upstream)).toMatchObject({ isError: false });
  expect(await post("ok", changed)).toMatchObject({ isError: false });
  expect(ended).not.toHaveBeenCalled();

  leaving.abort();
  await running;
  expect(ended).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ ours: true, effect: "unknown" }));
  // Of the newest settings alone; sooner than what idles would have ended by itself.
  await vi.waitFor(async () => expect(await peer.connections()).toBe(1), 2_500);
});
