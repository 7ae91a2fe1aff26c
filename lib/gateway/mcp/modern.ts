import { createMcpHandler, type McpHttpHandler, type ServerEvent } from "@modelcontextprotocol/server";
import { logger } from "../../platform/log";
import type { JsonObject } from "../../platform/json";
import type { Door, Exchange } from "./exchange";
import { serverFor } from "./server";

export type Modern = {
  serve(exchange: Exchange, message: JsonObject): Promise<Response>;
  close(): Promise<void>;
};

/**
 * 2026-07-28: each POST stands alone. The SDK's handler checks headers against the body, versions and the
 * envelope, and keeps the streams of `subscriptions/listen`.
 */
export function modern(door: Door): Modern {
  const exchanges = new WeakMap<Request, Exchange>();
  // One handler per tenant, because a handler's subscriptions hear one bus and a bus must never mix tenants.
  const handlers = new Map<string, McpHttpHandler>();

  const handlerOf = (tenantId: string): McpHttpHandler => {
    const known = handlers.get(tenantId);
    if (known) return known;
    const made = createMcpHandler(({ requestInfo }) => serverFor(exchangeOf(exchanges, requestInfo)), {
      legacy: "reject",
      bus: toolsBus(door, tenantId),
      onerror: () => logger("mcp").debug("a request was refused by the protocol layer"),
    });
    handlers.set(tenantId, made);
    return made;
  };

  return {
    serve(exchange, message) {
      exchanges.set(exchange.request, exchange);
      return handlerOf(exchange.caller.tenantId).fetch(exchange.request, { parsedBody: message });
    },
    async close() {
      await Promise.all([...handlers.values()].map((handler) => handler.close()));
      handlers.clear();
    },
  };
}

function exchangeOf(exchanges: WeakMap<Request, Exchange>, request: Request | undefined): Exchange {
  const exchange = request && exchanges.get(request);
  if (!exchange) throw new Error("a request reached the protocol layer without its exchange");
  return exchange;
}

/** Changes come from the database's notifications, so nothing is ever published from here. */
function toolsBus(door: Door, tenantId: string) {
  return {
    publish: () => undefined,
    subscribe: (listener: (event: ServerEvent) => void) =>
      door.ports.onToolsChanged(tenantId, () => listener({ kind: "tools_list_changed" })),
  };
}
