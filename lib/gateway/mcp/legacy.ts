import {
  WebStandardStreamableHTTPServerTransport,
  isInitializeRequest,
  type Server,
} from "@modelcontextprotocol/server";
import type { JsonObject } from "../../platform/json";
import { objectAt, type Exchange } from "./exchange";
import { rpcError } from "./http";
import { LEGACY_VERSIONS, serverFor } from "./server";

type LegacyExchange = Extract<Exchange, { era: "legacy" }>;
export const SESSION_HEADER = "mcp-session-id";

export type Legacy = {
  /** A POST: `initialize` opens a session, anything else needs one (checked before). */
  serve(exchange: LegacyExchange, message: JsonObject): Promise<Response>;
  /** The session's stream of notifications. */
  listen(exchange: LegacyExchange): Promise<Response>;
};

/**
 * 2025-11-25 and 2025-06-18. The session is a row in the database and nothing of it stays in memory, so every
 * request builds its own server and any process can answer; only a cancellation looks for a running neighbour.
 */
export function legacy(): Legacy {
  const running = new Map<string, AbortController>();
  return {
    async serve(exchange, message) {
      if (exchange.sessionId === null) return initialize(exchange, message);
      const key = `${exchange.sessionId} ${JSON.stringify(message.id)}`;
      if (message.method === "notifications/cancelled") {
        running
          .get(`${exchange.sessionId} ${JSON.stringify(objectAt(message, "params").requestId)}`)
          ?.abort();
        return new Response(null, { status: 202 });
      }
      if (message.method === undefined || message.id === undefined)
        return new Response(null, { status: 202 });
      const cancelled = new AbortController();
      running.set(key, cancelled);
      const done = () => void (running.get(key) === cancelled && running.delete(key));
      return serveOne(exchange, message, AbortSignal.any([exchange.request.signal, cancelled.signal]), done);
    },
    async listen(exchange) {
      const { server, transport } = await connect(exchange);
      const response = await transport.handleRequest(exchange.request);
      if (response.status !== 200 || !response.body) return closing(server, response);
      const tell = () => void server.sendToolListChanged().catch(() => undefined);
      const unsubscribe = exchange.door.ports.onToolsChanged(exchange.caller.tenantId, tell);
      return whenEnded(response, exchange.request.signal, () => {
        unsubscribe();
        void server.close();
      });
    },
  };
}

async function initialize(exchange: LegacyExchange, message: JsonObject): Promise<Response> {
  if (!isInitializeRequest(message)) {
    if (message.method === "initialize")
      return serveOne(exchange, message, exchange.request.signal, () => undefined);
    return rpcError(
      400,
      -32600,
      "This needs the session that initialize opened: send its id as Mcp-Session-Id.",
      { id: (message.id ?? null) as string },
    );
  }
  const params = objectAt(message, "params");
  const asked = String(params.protocolVersion);
  const response = await serveOne(exchange, message, exchange.request.signal, () => undefined);
  if (!response.ok) return response;
  const sessionId = await exchange.door.ports.openSession(exchange.caller, {
    kind: "mcp",
    protocolVersion: LEGACY_VERSIONS.includes(asked) ? asked : LEGACY_VERSIONS[0]!,
    clientInfo: { ...objectAt(params, "clientInfo"), capabilities: objectAt(params, "capabilities") },
  });
  response.headers.set(SESSION_HEADER, sessionId);
  return response;
}

async function serveOne(
  exchange: LegacyExchange,
  message: JsonObject,
  signal: AbortSignal,
  done: () => void,
): Promise<Response> {
  const { server, transport } = await connect(exchange);
  const response = await transport.handleRequest(exchange.request, { parsedBody: message });
  if (!response.body || !isStream(response)) {
    done();
    return closing(server, response);
  }
  return whenEnded(response, signal, () => {
    done();
    void server.close();
  });
}

async function connect(
  exchange: LegacyExchange,
): Promise<{ server: Server; transport: WebStandardStreamableHTTPServerTransport }> {
  const server = serverFor(exchange);
  const transport = new WebStandardStreamableHTTPServerTransport();
  await server.connect(transport);
  return { server, transport };
}

function closing(server: Server, response: Response): Response {
  void server.close();
  return response;
}

function isStream(response: Response): boolean {
  return response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
}

/** The response with `end` run once, when its body was read to the end or nobody reads it any more. */
function whenEnded(response: Response, signal: AbortSignal, end: () => void): Response {
  let ended = false;
  const once = () => {
    if (ended) return;
    ended = true;
    end();
  };
  signal.addEventListener("abort", once, { once: true });
  if (signal.aborted) once();
  const reader = response.body!.getReader();
  const body = new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        once();
        controller.close();
      } catch (error) {
        once();
        controller.error(error);
      }
    },
    async cancel(reason) {
      once();
      await reader.cancel(reason).catch(() => undefined);
    },
  });
  return new Response(body, { status: response.status, headers: response.headers });
}
