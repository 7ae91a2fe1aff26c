import { createServer, type ServerResponse } from "node:http";
import { isObject } from "../lib/platform/json";

type Ask = { id: unknown; response: ServerResponse; stopped: Promise<void> };

const JSON_TYPE = { "content-type": "application/json" };
const STREAM_TYPE = { "content-type": "text/event-stream" };

function answer({ id, response }: Pick<Ask, "id" | "response">, result: unknown): void {
  response.writeHead(200, JSON_TYPE).end(JSON.stringify({ jsonrpc: "2.0", id, result }));
}

function withStatus(status: number) {
  return ({ response }: Ask) => void response.writeHead(status).end("no");
}

const fine = { content: [{ type: "text", text: "fine" }] };

/** What a tool does with the request that calls it, by its name. */
const TOOLS: Record<string, (ask: Ask) => void> = {
  fine: (ask) => answer(ask, fine),
  hang: () => undefined,
  die: ({ response }) => void response.destroy(),
  "die-mid-answer": ({ response }) => {
    response.writeHead(200, { ...JSON_TYPE, "content-length": "1000" });
    response.write('{"jsonrpc":', () => response.destroy());
  },
  huge: (ask) => answer(ask, { content: [{ type: "text", text: "x".repeat(50 * 1024 * 1024) }] }),
  "huge-event": ({ id, response }) => {
    const text = "x".repeat(50 * 1024 * 1024);
    const event = { jsonrpc: "2.0", id, result: { content: [{ type: "text", text }] } };
    response.writeHead(200, STREAM_TYPE).end(`data: ${JSON.stringify(event)}\n\n`);
  },
  "invalid-json": ({ response }) => void response.writeHead(200, JSON_TYPE).end("{this is not JSON"),
  "wrong-schema": ({ response }) => void response.writeHead(200, JSON_TYPE).end('{"jsonrpc":"1.0","ok":1}'),
  "not-an-object": (ask) => answer(ask, "text"),
  "wrong-type": ({ response }) =>
    void response.writeHead(200, { "content-type": "text/html" }).end("<h1>no</h1>"),
  // A little now and then, so that the connection never looks idle.
  drip: ({ response, stopped }) => {
    response.writeHead(200, JSON_TYPE);
    const timer = setInterval(() => response.write(" "), 20);
    const stop = () => clearInterval(timer);
    response.once("close", stop);
    void stopped.then(stop);
  },
  "drip-events": ({ response, stopped }) => {
    response.writeHead(200, STREAM_TYPE);
    const timer = setInterval(() => response.write(": still here\n\n"), 20);
    const stop = () => clearInterval(timer);
    response.once("close", stop);
    void stopped.then(stop);
  },
  "status-422": withStatus(422),
  "status-500": withStatus(500),
  "status-503": withStatus(503),
  redirect: ({ response }) =>
    void response.writeHead(307, { location: "http://169.254.169.254/latest/meta-data" }).end(),
};

export type MisbehavingPeer = { url: string; stop(): Promise<void>; openSockets(): Promise<number> };

/** A server that speaks the older protocol well enough to connect over HTTP, and then misbehaves by tool name. */
export async function startMisbehavingHttp(): Promise<MisbehavingPeer> {
  let end: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (end = resolve));
  const server = createServer((request, response) => {
    if (request.method !== "POST") return void response.writeHead(405).end();
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const message: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
      handle(isObject(message) ? message : {}, response, stopped);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    openSockets: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    stop: () =>
      new Promise((done) => {
        end();
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function handle(message: Record<string, unknown>, response: ServerResponse, stopped: Promise<void>): void {
  const { id, method, params } = message;
  const ask = { id, response, stopped };
  if (id === undefined) return void response.writeHead(202).end();
  if (method === "initialize") {
    const serverInfo = { name: "misbehaving", version: "1" };
    return answer(ask, { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo });
  }
  if (method === "ping") return answer(ask, {});
  const name = isObject(params) && typeof params.name === "string" ? params.name : "";
  const tool = method === "tools/call" ? TOOLS[name] : undefined;
  if (tool) return tool(ask);
  const error = { code: -32601, message: "no such method" };
  response.writeHead(200, JSON_TYPE).end(JSON.stringify({ jsonrpc: "2.0", id, error }));
}
