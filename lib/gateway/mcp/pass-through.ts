import type { ServerContext } from "@modelcontextprotocol/server";
import { DomainError } from "../../platform/errors";
import { isObject, type JsonObject } from "../../platform/json";
import { clientInput } from "./client";
import { type Exchange, type Door } from "./exchange";
import { sessionOf } from "./session-of";

/** Methods of an upstream that go through as they are, by the capability its server must have declared. */
const METHODS = new Map([
  ["prompts/list", "prompts"],
  ["prompts/get", "prompts"],
  ["resources/list", "resources"],
  ["resources/templates/list", "resources"],
  ["resources/read", "resources"],
  ["completion/complete", "completions"],
]);

/** Lists depend on the agent and change when a person publishes; nobody may keep one for long or share it. */
export const CACHE = { ttlMs: 1_000, cacheScope: "private" } as const;

/** What this endpoint may declare for its upstream: features without anything we could not deliver, such as subscriptions. */
export function passedCapabilities(upstream: Exchange["upstream"]): JsonObject {
  const declared = upstream?.passThrough?.capabilities ?? {};
  const passed = [...new Set(METHODS.values())].filter((name) => isObject(declared[name]));
  return Object.fromEntries(passed.map((name) => [name, {}]));
}

/** True where the method exists at this endpoint because its upstream has it. */
export function passes(upstream: Exchange["upstream"], method: string): boolean {
  const capability = METHODS.get(method);
  return capability !== undefined && capability in passedCapabilities(upstream);
}

/** Hands a request to the upstream with our own client; nothing of the agent's credentials or envelope goes along. */
export async function passOn(
  exchange: Exchange,
  params: unknown,
  context: ServerContext,
): Promise<JsonObject> {
  const { upstream, door, method } = exchange;
  if (!upstream) throw new DomainError("NOT_FOUND", `${method} needs an upstream: call /mcp/{upstream}.`);
  const { _meta: meta, ...own } = isObject(params) ? params : {};
  const token = isObject(meta) ? meta.progressToken : undefined;
  const sent: JsonObject = { ...own, ...(token !== undefined && { _meta: { progressToken: token } }) };
  const sessionId = await sessionOf(exchange, isObject(meta) ? meta : {});
  const result = await passToUpstream(door, exchange, { slug: upstream.slug, sessionId }, sent, context);
  return exchange.era === "modern" && "ttlMs" in result ? { ...result, ...boundedCache(result) } : result;
}

function passToUpstream(
  door: Door,
  exchange: Exchange,
  { slug, sessionId }: { slug: string; sessionId: string },
  params: JsonObject,
  context: ServerContext,
): Promise<JsonObject> {
  return door.ports.passThrough(exchange.caller, slug, exchange.method, params, {
    sessionId,
    signal: context.mcpReq.signal,
    ...clientInput(exchange, context),
    onNotification: ({ method, params: sent }) => {
      const token = context.mcpReq._meta?.progressToken;
      if (method !== "notifications/progress" || token === undefined) return;
      const { progress, total, message } = sent ?? {};
      if (typeof progress !== "number") return;
      const more = {
        ...(typeof total === "number" && { total }),
        ...(typeof message === "string" && { message }),
      };
      context.mcpReq
        .notify({ method, params: { progressToken: token, progress, ...more } })
        .catch(() => undefined);
    },
  });
}

function boundedCache(result: JsonObject): JsonObject {
  const ttlMs = typeof result.ttlMs === "number" ? Math.max(0, Math.min(result.ttlMs, CACHE.ttlMs)) : 0;
  return { ttlMs, cacheScope: CACHE.cacheScope };
}
