import { createServer, type ServerResponse } from "node:http";

/** A request that arrived at the upstream: what a call has done. */
export type Effect = { at: number; tag: string; key: string };

/** An HTTP service that keeps what arrived, and behaves as the call's argument `mode` says. */
export type Peer = {
  url: string;
  effects: (tag: string) => Effect[];
  /** Answers what came with `hold` and this tag, from now on at once. */
  release: (tag: string) => void;
  stop: () => Promise<void>;
};

/** drop: the first request of a tag gets no answer. hold: none does before its release. fail: HTTP 500. */
export const MODES = ["plain", "drop", "hold", "fail"] as const;
export type Mode = (typeof MODES)[number];

export async function startPeer(): Promise<Peer> {
  const arrived: Effect[] = [];
  const held = new Map<string, ServerResponse[]>();
  const released = new Set<string>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://peer");
    // Who only looks whether we are here is none of the calls.
    if (pathname !== "/do") return answer(response, 200);
    const tag = searchParams.get("tag") ?? "";
    const first = !arrived.some((it) => it.tag === tag);
    arrived.push({ at: Date.now(), tag, key: String(request.headers["idempotency-key"] ?? "") });
    const mode = searchParams.get("mode");
    if (mode === "drop" && first) return void request.socket.destroy();
    if (mode === "hold" && !released.has(tag))
      return void held.set(tag, [...(held.get(tag) ?? []), response]);
    answer(response, mode === "fail" ? 500 : 200);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    effects: (tag) => arrived.filter((it) => it.tag === tag),
    release: (tag) => {
      released.add(tag);
      held.get(tag)?.forEach((response) => answer(response, 200));
      held.delete(tag);
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`{"ok":${status === 200}}`);
}
