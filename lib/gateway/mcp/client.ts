import { CLIENT_CAPABILITIES_META_KEY, type ServerContext } from "@modelcontextprotocol/server";
import { isObject, type JsonObject } from "../../platform/json";
import type { ClientInput } from "../../upstreams/types";
import { isOurs } from "./request-state";
import { objectAt, type Exchange } from "./exchange";

/** Where a client says whom it acts for: of `initialize`, or of each call where there is no session to hold it. */
export const ACTS_FOR_META = "io.agentgate/acts-for";
export const TASKS_EXTENSION = "io.modelcontextprotocol/tasks";

/** What the agent's client can do, as it says: with each request since 2026-07-28, once per session before. */
export function clientCapabilities(exchange: Exchange, context: ServerContext): JsonObject {
  if (exchange.era === "legacy") return exchange.clientCapabilities;
  return objectAt(context.mcpReq.envelope, CLIENT_CAPABILITIES_META_KEY);
}

/**
 * What lets an upstream ask the agent's client for more: only where everything of the upstream passes, and only in
 * the revision that can carry the question. A state of ours never goes on to an upstream.
 */
export function clientInput(exchange: Exchange, context: ServerContext): { input?: ClientInput } {
  if (exchange.era !== "modern" || !exchange.upstream?.passThrough) return {};
  const { inputResponses, requestState } = context.mcpReq;
  const state: unknown = requestState();
  const capabilities = clientCapabilities(exchange, context);
  const input: ClientInput = {
    capabilities,
    ...(inputResponses && { responses: inputResponses as JsonObject }), // safe: parsed from JSON
    ...(typeof state === "string" && !isOurs(state) && { state }),
  };
  return { input };
}

/** The address that a client gives; what isn't text is refused like an address that nobody has. */
export function actsForIn(meta: Record<string, unknown>): { actsFor?: string } {
  const said = meta[ACTS_FOR_META];
  return said === undefined ? {} : { actsFor: typeof said === "string" ? said : "" };
}

/** True where the client can show a person an address and ask to open it. */
export function canElicitUrl(capabilities: JsonObject): boolean {
  return isObject(objectAt(capabilities, "elicitation").url);
}

/** True where the client declared the tasks extension with this request. */
export function hasTasks(capabilities: JsonObject): boolean {
  return isObject(objectAt(capabilities, "extensions")[TASKS_EXTENSION]);
}

/** How a client learns that its call is held. */
export type HoldingWay = "task" | "input_required" | "url_error" | "result";

/** The best way this client understands; a plain tool result is the way that everyone does. */
export function holdingWay(exchange: Exchange, capabilities: JsonObject): HoldingWay {
  if (exchange.era === "legacy") return canElicitUrl(capabilities) ? "url_error" : "result";
  if (hasTasks(capabilities)) return "task";
  return canElicitUrl(capabilities) ? "input_required" : "result";
}
