import {
  ProtocolError,
  Server,
  type JSONRPCRequest,
  type ServerCapabilities,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { JsonObject } from "../../platform/json";
import { callTool } from "./call-tool";
import { TASKS_EXTENSION } from "./client";
import type { Exchange } from "./exchange";
import { toProtocolError } from "./errors";
import { CACHE, passOn, passedCapabilities, passes } from "./pass-through";
import { handleTasks } from "./tasks";

/** Revisions with `initialize` and sessions; 2026-07-28 is the SDK's own default beside them. */
export const LEGACY_VERSIONS = ["2025-11-25", "2025-06-18"];

const SERVER_INFO = { name: "agentgate", title: "AgentGate", version: "0.1.0" };
const INSTRUCTIONS =
  "Every call is decided by policy before it runs. A refused call says which rule refused it and why; a call held for approval says where a person decides it: repeat the same call to attach to that request.";

type Handler = (exchange: Exchange, params: unknown, context: ServerContext) => Promise<JsonObject>;
const HANDLERS = new Map<string, Handler>([
  ["tools/list", listTools],
  ["tools/call", callTool],
]);

/**
 * A server of the SDK for one exchange. The SDK does the protocol (versions, headers, envelopes, streams); the
 * methods come in by its fallback handler, because its own for tools validates and rewrites results, and an
 * upstream's result must pass untouched.
 */
export function serverFor(exchange: Exchange): Server {
  const server = new Server(SERVER_INFO, {
    capabilities: capabilitiesOf(exchange),
    instructions: exchange.upstream?.passThrough?.instructions ?? INSTRUCTIONS,
    supportedProtocolVersions: LEGACY_VERSIONS,
  });
  const handler =
    HANDLERS.get(exchange.method) ?? (passes(exchange.upstream, exchange.method) ? passOn : undefined);
  // Only where there is a handler: the SDK answers unknown methods itself, with the HTTP status each era asks for.
  if (handler) server.fallbackRequestHandler = (request, context) => run(handler, exchange, request, context);
  if (exchange.era === "modern") handleTasks(server, exchange);
  return server;
}

async function run(
  handler: Handler,
  exchange: Exchange,
  request: JSONRPCRequest,
  context: ServerContext,
): Promise<JsonObject> {
  try {
    return await handler(exchange, request.params, context);
  } catch (error) {
    throw toProtocolError(error, exchange.requestId);
  }
}

function capabilitiesOf(exchange: Exchange): ServerCapabilities {
  const extensions = exchange.era === "modern" ? { extensions: { [TASKS_EXTENSION]: {} } } : {};
  return { tools: { listChanged: true }, ...passedCapabilities(exchange.upstream), ...extensions };
}

async function listTools(exchange: Exchange, params: unknown): Promise<JsonObject> {
  // The whole list is one page, so no cursor was ever handed out.
  if (typeof params === "object" && params !== null && "cursor" in params)
    throw new ProtocolError(-32602, "This cursor is not one of this list.");
  const { upstream, door, caller, era } = exchange;
  const tools = await door.ports.listTools(caller, upstream?.slug);
  const listed = tools.map(
    ({ name, toolName, title, description, inputSchema, outputSchema, annotations }) => ({
      name: upstream ? toolName : name,
      ...(title && { title }),
      ...(description && { description }),
      inputSchema,
      ...(outputSchema && { outputSchema }),
      ...(annotations && { annotations }),
    }),
  );
  return { tools: listed, ...(era === "modern" && CACHE) };
}
