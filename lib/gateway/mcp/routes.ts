import { isJsonContentType, isLegacyRequest } from "@modelcontextprotocol/server";
import { Hono } from "hono";
import { DomainError } from "../../platform/errors";
import { problem } from "../../platform/errors/problem";
import { newId } from "../../platform/ids";
import type { JsonObject } from "../../platform/json";
import { logger } from "../../platform/log";
import type { GatewayEnv } from "../http/types";
import type { Slot } from "../admission";
import type { Caller } from "../types";
import { isStream, whenEnded } from "./ended";
import { rpcFailure } from "./errors";
import { objectAt, type Door } from "./exchange";
import { idOf, readMessage, refuseForeign, rpcError } from "./http";
import { SESSION_HEADER, legacy, type Legacy } from "./legacy";
import { modern, type Modern } from "./modern";
import { mcpOptions } from "./options";
import { requestStates } from "./request-state";
import type { McpOptions, McpPorts, UpstreamFacts } from "./types";

type Serving = { door: Door; modern: Modern; legacy: Legacy };
type Arrival = {
  request: Request;
  requestId: string;
  caller: Caller;
  upstream: UpstreamFacts | null;
  slot?: Slot;
};

/**
 * `/mcp` (all of a tenant's upstreams, tools named as capabilities) and `/mcp/{upstream}` (one of them, with its
 * own names), for every protocol revision we speak; which one is decided by each request.
 */
export function mcpRoutes(ports: McpPorts, options: McpOptions = mcpOptions()): Hono<GatewayEnv> {
  const door: Door = { ports, options, states: requestStates(options.secret) };
  const serving: Serving = { door, modern: modern(door), legacy: legacy() };
  const app = new Hono<GatewayEnv>();
  // The request id is there where the gateway's own middleware ran before.
  app.all("/mcp", (c) => arrive(serving, c.req.raw, c.get("requestId") ?? newId(), null));
  app.all("/mcp/:upstream", (c) =>
    arrive(serving, c.req.raw, c.get("requestId") ?? newId(), c.req.param("upstream")),
  );
  return app;
}

async function arrive(
  serving: Serving,
  request: Request,
  requestId: string,
  slug: string | null,
): Promise<Response> {
  const foreign = refuseForeign(request, serving.door.options);
  if (foreign) return foreign;
  try {
    const { ports } = serving.door;
    const caller = await ports.authenticate(request);
    const upstream = slug === null ? null : await ports.findUpstream(caller, slug);
    return await serve(serving, { request, requestId, caller, upstream });
  } catch (error) {
    if (!(error instanceof DomainError)) logger("mcp").error("a request failed", { requestId, err: error });
    return problem(error, requestId);
  }
}

async function serve(serving: Serving, arrival: Arrival): Promise<Response> {
  const { request } = arrival;
  if (request.method === "POST") return post(serving, arrival);
  const sessionId = request.headers.get(SESSION_HEADER);
  // Only sessions have streams to read and an end to ask for.
  if (sessionId === null || (request.method !== "GET" && request.method !== "DELETE")) {
    const refused = rpcError(405, -32000, "Method not allowed: send a POST.");
    refused.headers.set("allow", "POST");
    return refused;
  }
  return inSession(serving, arrival, sessionId, null, async (exchange) => {
    if (request.method === "GET") return serving.legacy.listen(exchange);
    await serving.door.ports.endSession(arrival.caller, sessionId);
    return new Response(null, { status: 204 });
  });
}

async function post(serving: Serving, arrival: Arrival): Promise<Response> {
  const { request, requestId, caller } = arrival;
  if (!isJsonContentType(request.headers.get("content-type")))
    return rpcFailure(new DomainError("UNSUPPORTED_MEDIA_TYPE", "Send the message as application/json."));
  let message: JsonObject;
  try {
    message = await readMessage(request);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await serving.door.ports.recordRefusal({ caller, requestId, error });
    return rpcFailure(error);
  }
  if (message.method !== "tools/call") return dispatch(serving, arrival, message);
  try {
    return await inWork(await serving.door.ports.admit(caller), request, (slot) =>
      dispatch(serving, { ...arrival, slot }, message),
    );
  } catch (error) {
    if (error instanceof DomainError && error.code === "OVERLOADED") return rpcFailure(error, idOf(message));
    throw error;
  }
}

/** Leaves the slot at the latest when the answer has ended; the call itself does earlier, when it is decided. */
async function inWork(
  slot: Slot,
  request: Request,
  run: (slot: Slot) => Promise<Response>,
): Promise<Response> {
  let response: Response | undefined;
  try {
    response = await run(slot);
  } finally {
    if (!response?.body || !isStream(response)) slot.leave();
  }
  return response.body && isStream(response) ? whenEnded(response, request.signal, slot.leave) : response;
}

async function dispatch(serving: Serving, arrival: Arrival, message: JsonObject): Promise<Response> {
  const { request } = arrival;
  const method = typeof message.method === "string" ? message.method : "";
  const about = { door: serving.door, method, ...arrival };
  if (!(await isLegacyRequest(request, message)))
    return serving.modern.serve({ era: "modern", ...about }, message);
  const sessionId = method === "initialize" ? null : request.headers.get(SESSION_HEADER);
  if (sessionId !== null)
    return inSession(serving, arrival, sessionId, message, (exchange) =>
      serving.legacy.serve(exchange, message),
    );
  const nothing = { sessionId: null, clientCapabilities: {} };
  return serving.legacy.serve({ era: "legacy", ...about, ...nothing }, message);
}

type LegacyExchange = Parameters<Legacy["serve"]>[0];

async function inSession(
  serving: Serving,
  arrival: Arrival,
  sessionId: string,
  message: JsonObject | null,
  run: (exchange: LegacyExchange) => Promise<Response>,
): Promise<Response> {
  const { door } = serving;
  try {
    const facts = await door.ports.checkSession(arrival.caller, sessionId);
    const method = typeof message?.method === "string" ? message.method : "";
    return await run({
      era: "legacy",
      door,
      ...arrival,
      method,
      sessionId,
      clientCapabilities: objectAt(facts.clientInfo, "capabilities"),
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const id = message && idOf(message);
    // 404 is how a client learns that it has to initialize again.
    if (error.code !== "NOT_FOUND" && error.code !== "SESSION_ENDED") return rpcFailure(error, id);
    return rpcError(404, -32001, "This session does not exist or has ended. Initialize again.", { id });
  }
}
