import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Received = { path: string; headers: IncomingMessage["headers"]; body: string };
export type Answer = { status?: number; type?: string; body?: string; headers?: Record<string, string> };
type Handler = (request: Received, response: ServerResponse) => Answer | null | Promise<Answer | null>;

/** A real server whose answers a test decides. `null` means that the handler answers by itself, or never. */
export type Peer = { url: string; received: Received[]; answer: Handler; close: () => Promise<void> };

export async function startPeer(handler: Handler): Promise<Peer> {
  const server: Server = createServer((request, response) => {
    void (async () => {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      const one = { path: request.url ?? "", headers: request.headers, body };
      peer.received.push(one);
      const answer = await peer.answer(one, response);
      if (!answer) return;
      const { status = 200, type = "application/json", body: text = "", headers = {} } = answer;
      response.writeHead(status, { "content-type": type, ...headers }).end(text);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const peer: Peer = {
    url: `http://127.0.0.1:${port}`,
    received: [],
    answer: handler,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return peer;
}

export const json = (value: unknown, status = 200): Answer => ({ status, body: JSON.stringify(value) });
