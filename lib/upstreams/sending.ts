import { AsyncLocalStorage } from "node:async_hooks";
import type { OutboundInit } from "../outbound";
import { singleton } from "../platform/singleton";

type Fetch = typeof globalThis.fetch;

const store = () => singleton("upstream-sending", () => new AsyncLocalStorage<() => void>());

/** Runs work that asks `beforeSend` before the call itself is sent; see ToolCall. As `carrying`, for the same reason. */
export function askingBefore<T>(beforeSend: (() => void) | undefined, run: () => T): T {
  return beforeSend ? store().run(beforeSend, run) : run();
}

/** Asks whether the message may be sent, where it is the call. @throws UpstreamError where it may not */
export function aboutToSend(message: object): void {
  if ("method" in message && message.method === "tools/call") store().getStore()?.();
}

/** fetch that asks when the call has its connection. What is said beside it (that it is cancelled) is not asked about. */
export function askingFetch(fetch: Fetch): Fetch {
  return (input, init) => {
    const beforeSend = store().getStore();
    const isCall = typeof init?.body === "string" && init.body.includes('"tools/call"');
    if (!beforeSend || !isCall) return fetch(input, init);
    const asked: OutboundInit = { ...init, beforeSend };
    return fetch(input, asked);
  };
}
