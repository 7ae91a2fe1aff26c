import type { Tool } from "../capabilities";
import { isObject, type JsonObject } from "../platform/json";
import { logger } from "../platform/log";
import { singleton } from "../platform/singleton";
import { BUILTIN_TOOLS, callBuiltin } from "./builtin";
import { callOverMcp } from "./call-tool";
import { Connection } from "./connection";
import { UpstreamError } from "./errors";
import { CONNECT_MS } from "./limits";
import { fetchTools } from "./list-tools";
import { perform, raw } from "./request";
import type { RequestOptions, ServerFacts, ToolAnswer, ToolCall, UpstreamRef } from "./types";

const CLOSE_MS = 3_000;

type ChangeListener = (upstream: UpstreamRef) => void;
type State = { connections: Map<string, Connection>; listeners: Set<ChangeListener> };

const state = () => singleton("upstreams", (): State => ({ connections: new Map(), listeners: new Set() }));

/**
 * Runs a tool and returns its result as the upstream sent it. The agent's own credentials play no part.
 * @throws UpstreamError; its `effect` says whether anything can have happened
 */
export async function callTool(upstream: UpstreamRef, call: ToolCall): Promise<ToolAnswer> {
  return upstream.kind === "builtin" ? callBuiltin(call) : callOverMcp(connectionOf(upstream), call);
}

/** Everything the upstream offers, all pages. @throws UpstreamError */
export async function listTools(upstream: UpstreamRef, options: { timeoutMs: number }): Promise<Tool[]> {
  if (upstream.kind === "builtin") return [...BUILTIN_TOOLS];
  return perform(connectionOf(upstream), options, (live, _, signal) => fetchTools(live, signal));
}

const PASSED_THROUGH =
  /^(prompts\/(list|get)|resources\/(list|read|templates\/list|subscribe|unsubscribe)|completion\/complete|logging\/setLevel|ping)$/;

/**
 * One request of the methods that are no calls, as it stands.
 * @throws UpstreamError, with `rpc` where the upstream answered an error
 */
export async function rawRequest(
  upstream: UpstreamRef,
  method: string,
  params: JsonObject,
  options: RequestOptions,
): Promise<JsonObject> {
  if (!PASSED_THROUGH.test(method))
    throw new UpstreamError("UPSTREAM_FAILED", "none", "This method does not pass.");
  const { onNotification } = options;
  // Told like any other notification: whoever asked knows the token, or needs none.
  const onProgress = onNotification && ((progress: object) => onNotification(progressNotice(progress)));
  const ask = { ...options, onProgress };
  return perform(connectionOf(upstream), ask, raw(method, params, ask));
}

function progressNotice(progress: object) {
  return { method: "notifications/progress", params: { ...progress } };
}

/** What the server declared when the session began. @throws UpstreamError */
export async function serverInfo(upstream: UpstreamRef): Promise<ServerFacts> {
  if (upstream.kind === "builtin") return { capabilities: { tools: {} } };
  return perform(connectionOf(upstream), { timeoutMs: CONNECT_MS }, ({ client }) => {
    const capabilities: unknown = client.getServerCapabilities();
    const instructions = client.getInstructions();
    return Promise.resolve({
      capabilities: isObject(capabilities) ? capabilities : {},
      ...(instructions === undefined ? {} : { instructions }),
    });
  });
}

/** Calls back when an upstream says that its tools have changed. @returns unsubscribe */
export function onToolsChanged(listener: ChangeListener): () => void {
  state().listeners.add(listener);
  return () => void state().listeners.delete(listener);
}

/** Ends every session and every child, within three seconds. New calls open new ones. */
export async function closeUpstreams(): Promise<void> {
  const { connections } = state();
  const closing = [...connections.values()].map((connection) => connection.close());
  connections.clear();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_MS)));
  await Promise.race([Promise.allSettled(closing), late]);
  clearTimeout(timer);
}

/** One connection per upstream and process; a changed row replaces it, and its running calls end with it. */
function connectionOf(upstream: UpstreamRef): Connection {
  const { connections } = state();
  const key = `${upstream.tenantId} ${upstream.id}`;
  const known = connections.get(key);
  if (known?.serves(upstream)) return known;
  void known?.close();
  const made = new Connection(upstream, () => announce(upstream));
  connections.set(key, made);
  return made;
}

function announce(upstream: UpstreamRef): void {
  for (const listener of state().listeners) {
    try {
      listener(upstream);
    } catch (err) {
      logger("upstreams").error("a listener failed", { err, upstream: upstream.slug });
    }
  }
}
