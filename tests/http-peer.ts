import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";

/** The OpenAPI document of the service that startTickets starts. */
export const TICKETS = readFileSync(resolve(import.meta.dirname, "fixtures/tickets.openapi.yaml"), "utf8");

export type Received = {
  method: string;
  /** As it came, encoded. */
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
};

export type HttpPeer = {
  baseUrl: string;
  received: Received[];
  /** Tickets by id: what calls have done. */
  tickets: Map<string, object>;
  /** Connections that are open now. */
  connections: () => Promise<number>;
  stop: () => Promise<void>;
};

/** 50 MB of nothing in 50 KB. */
const BOMB = gzipSync(Buffer.alloc(50 * 1024 * 1024));
const MEGABYTE = "x".repeat(1024 * 1024);

/** A real HTTP service that does what tickets.openapi.yaml says and keeps what it was sent. */
export async function startTickets(): Promise<HttpPeer> {
  const received: Received[] = [];
  const tickets = new Map<string, object>();
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      received.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
      answer(request, response, body, tickets);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/api/v1`,
    received,
    tickets,
    connections: () =>
      new Promise((done, fail) =>
        server.getConnections((error, count) => (error ? fail(error) : done(count))),
      ),
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer); // safe: no encoding is set
  } catch {
    // The caller left; what it sent so far is enough.
  }
  return Buffer.concat(chunks).toString("utf8");
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  tickets: Map<string, object>,
): void {
  const path = new URL(request.url ?? "/", "http://peer").pathname.replace("/api/v1", "");
  const [, first = "", id = "", more = ""] = path.split("/").map(decodeURIComponent);
  if (first === "openapi.yaml") return send(response, 200, "application/yaml", TICKETS);
  if (first === "trouble") return trouble(id, request, response);
  if (first === "session") return send(response, 200, "text/plain; charset=utf-8", `Welcome, ${body}`);
  if (first !== "tickets") return json(response, 404, { error: "no such place" });
  if (more === "comments") return send(response, 204, null, "");
  if (more === "attachment") return send(response, 200, "application/octet-stream", "\x00\x01\x02");
  if (id === "" && request.method === "GET") return json(response, 200, [...tickets.values()]);
  if (id === "") {
    const made = { ...(JSON.parse(body) as object), id: String(tickets.size + 1) };
    tickets.set(made.id, made);
    return json(response, 201, made);
  }
  if (request.method === "PUT") tickets.set(id, { ...(JSON.parse(body) as object), id });
  if (request.method === "DELETE") {
    tickets.delete(id);
    return send(response, 204, null, "");
  }
  const found = tickets.get(id);
  return found ? json(response, 200, found) : json(response, 404, { error: `no ticket ${id}` });
}

/** Each way to misbehave, by the last part of /trouble/{kind}. */
function trouble(kind: string, request: IncomingMessage, response: ServerResponse): void {
  const status = /^status-(\d{3})$/.exec(kind)?.[1];
  if (status !== undefined) return json(response, Number(status), { status: Number(status) });
  switch (kind) {
    case "hang":
      return;
    case "drip":
      return drip(response);
    case "huge":
      return flood(response, 50);
    case "bomb":
      response.writeHead(200, { "content-type": "text/plain", "content-encoding": "gzip" });
      response.end(BOMB);
      return;
    case "redirect":
      return redirect(response, "/api/v1/tickets");
    case "redirect-loop":
      return redirect(response, "/api/v1/trouble/redirect-loop");
    case "redirect-inside":
      return redirect(response, "http://169.254.169.254/latest/meta-data/");
    case "dies-at-once":
      request.socket.destroy();
      return;
    case "dies-mid-answer":
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"half":', () => request.socket.destroy());
      return;
    case "invalid-json":
      return send(response, 200, "application/json", "{not json");
    case "invalid-json-error":
      return send(response, 400, "application/json", "no such luck");
    case "html":
      return send(response, 200, "text/html", "<h1>Not what was promised</h1>");
    case "deep":
      return send(response, 200, "application/json", "[".repeat(500) + "]".repeat(500));
    case "stream":
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: 1\n\n");
      return;
    case "scalar":
      return json(response, 200, 42);
    case "no-type":
      response.writeHead(200);
      response.end("plain words");
      return;
    case "not-http":
      request.socket.end("SSH-2.0-peer\r\n");
      return;
    default:
      return json(response, 200, { kind });
  }
}

function send(response: ServerResponse, status: number, type: string | null, text: string): void {
  response.writeHead(status, type === null ? {} : { "content-type": type });
  response.end(text);
}

function json(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, "application/json; charset=utf-8", JSON.stringify(value));
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location });
  response.end();
}

function drip(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/plain" });
  const timer = setInterval(() => response.write("."), 20);
  response.once("close", () => clearInterval(timer));
}

/** Writes as fast as it is read, until nobody reads. */
function flood(response: ServerResponse, megabytes: number): void {
  response.writeHead(200, { "content-type": "text/plain" });
  let left = megabytes;
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= 1;
      if (!response.write(MEGABYTE)) return void response.once("drain", more);
    }
    response.end();
  };
  more();
}
