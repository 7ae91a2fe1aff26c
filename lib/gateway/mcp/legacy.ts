import {
  WebStandardStreamableHTTPServerTransport,
  isInitializeRequest,
  type Server,
} from "@modelcontextprotocol/server";
import { DomainError } from "../../platform/errors";
import type { JsonObject } from "../../platform/json";
import { actsForIn } from "./client";
import { isStream, whenEnded } from "./ended";
import { objectAt, type Exchange } from "./exchange";
import { rpcFailure } from "./errors";
import { idOf, rpcError } from "./http";
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
      // eslint-disable-next-line no-restricted-syntax -- neither is a time-out
      const signal = AbortSignal.any([exchange.request.signal, cancelled.signal]);
      return serveOne({ ...exchange, cancelled: cancelled.signal }, message, signal, done);
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
  try {
    const sessionId = await exchange.door.ports.openSession(exchange.caller, {
      kind: "mcp",
      protocolVersion: LEGACY_VERSIONS.includes(asked) ? asked : LEGACY_VERSIONS[0]!,
      clientInfo: { ...objectAt(params, "clientInfo"), capabilities: objectAt(params, "capabilities") },
      ...actsForIn(objectAt(params, "_meta")),
    });
    response.headers.set(SESSION_HEADER, sessionId);
    return response;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return rpcFailure(error, idOf(message));
  }
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
