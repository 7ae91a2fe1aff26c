import type { Tool } from "../capabilities";
import { isObject, type JsonObject } from "../platform/json";
import { builtinTools, callBuiltin } from "./builtin";
import { callOverMcp } from "./call-tool";
import { UpstreamError } from "./errors";
import { guarded } from "./guarded";
import { callOverHttp, httpTools } from "./http";
import { CONNECT_MS } from "./limits";
import { fetchTools } from "./list-tools";
import { counted, flushMinutes } from "./minutes";
import { closePools, poolOf } from "./pools";
import { perform, raw, type Ask, type Send } from "./request";
import { scrubbed } from "./scrubbed";
import type { RequestOptions, ServerFacts, ToolAnswer, ToolCall, UpstreamRef } from "./types";
import { within, type Patience } from "./within";

const CLOSE_MS = 3_000;

/**
 * Runs a tool and returns its result as the upstream sent it, without the secrets that the call carried. The agent's
 * own credentials play no part.
 * @throws UpstreamError; its `effect` says whether anything can have happened
 */
export function callTool(upstream: UpstreamRef, call: ToolCall): Promise<ToolAnswer> {
  return counted(upstream, () => scrubbed(call, (clean) => run(upstream, clean)));
}

async function run(upstream: UpstreamRef, call: ToolCall): Promise<ToolAnswer> {
  if (upstream.kind === "builtin") return callBuiltin(upstream, call);
  return guarded(upstream, call, (turn, pool) =>
    upstream.kind === "http"
      ? callOverHttp(pool.link, { ...call, timeoutMs: turn.leftMs() })
      : callOverMcp(pool.connection(call.credential), call, turn),
  );
}

/** What is asked for ourselves: it waits for no place and is asked of a failing upstream too. */
export type Asked = Patience & Pick<Ask, "credential">;

/** Everything the upstream offers, all pages. @throws UpstreamError */
export async function listTools(upstream: UpstreamRef, asked: Asked): Promise<Tool[]> {
  if (upstream.kind === "builtin") return builtinTools(upstream);
  if (upstream.kind === "http") return httpTools(upstream);
  return ask(upstream, asked, (live, _, signal) => fetchTools(live, signal));
}

/** Sends one request beside all calls, for ourselves. @throws UpstreamError */
export function ask<T extends object>(upstream: UpstreamRef, asked: Asked, send: Send<T>): Promise<T> {
  return scrubbed(asked, (clean) =>
    within(clean, (turn) => perform(poolOf(upstream).connection(clean.credential), clean, turn, send)),
  );
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
  return scrubbed(options, async (clean) => {
    const { onNotification } = clean;
    // Told like any other notification: whoever asked knows the token, or needs none.
    const onProgress = onNotification && ((progress: object) => onNotification(progressNotice(progress)));
    const asked = { ...clean, onProgress };
    return guarded(upstream, asked, (turn, pool) =>
      perform(pool.connection(asked.credential), asked, turn, raw(method, params, asked)),
    );
  });
}

function progressNotice(progress: object) {
  return { method: "notifications/progress", params: { ...progress } };
}

/** What the server declared when the session began. @throws UpstreamError */
export async function serverInfo(
  upstream: UpstreamRef,
  asked: Asked = { timeoutMs: CONNECT_MS },
): Promise<ServerFacts> {
  if (upstream.kind === "builtin" || upstream.kind === "http") return { capabilities: { tools: {} } };
  const declared: Send<ServerFacts> = ({ client }) => {
    const capabilities: unknown = client.getServerCapabilities();
    const instructions = client.getInstructions();
    return Promise.resolve({
      capabilities: isObject(capabilities) ? capabilities : {},
      ...(instructions === undefined ? {} : { instructions }),
    });
  };
  return guarded(upstream, asked, (turn, pool) =>
    perform(pool.connection(asked.credential), asked, turn, declared),
  );
}

/** Ends every session and every child, and writes what was counted, within three seconds. New calls open new ones. */
export async function closeUpstreams(): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_MS)));
  await Promise.race([Promise.all([closePools(), flushMinutes()]), late]);
  clearTimeout(timer);
}
