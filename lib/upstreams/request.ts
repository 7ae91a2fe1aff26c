import {
  CLIENT_CAPABILITIES_META_KEY,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  type StandardSchemaV1,
} from "@modelcontextprotocol/client";
import { isObject, type JsonObject } from "../platform/json";
import { upstreamError } from "./client-errors";
import type { Connection, Live } from "./connection";
import { UpstreamError } from "./errors";
import { MAX_ANSWER_DEPTH, tooDeep } from "./limits";
import type { ClientInput, Progress, UpstreamNotification } from "./types";

export type Ask = {
  timeoutMs: number;
  signal?: AbortSignal;
  input?: ClientInput | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  onNotification?: ((notification: UpstreamNotification) => void) | undefined;
};

/** What one request sends on a live session, in the milliseconds that are left. */
export type Send<T> = (live: Live, leftMs: number, signal: AbortSignal) => Promise<T>;

/**
 * Runs one request within its time, from the queue to the answer, and turns every failure into an
 * UpstreamError that says whether anything can have happened.
 */
export async function perform<T>(connection: Connection, ask: Ask, send: Send<T>): Promise<T> {
  const until = performance.now() + ask.timeoutMs;
  const { signal, end } = limited(ask);
  try {
    const release = await connection.limiter.acquire(signal);
    const finished = connection.running(ask.onNotification);
    try {
      return await attempt(connection, until, signal, send);
    } finally {
      finished();
      release();
    }
  } finally {
    end();
  }
}

async function attempt<T>(
  connection: Connection,
  until: number,
  signal: AbortSignal,
  send: Send<T>,
): Promise<T> {
  for (let retried = false; ; retried = true) {
    const live = await orAbort(connection.live(), signal);
    signal.throwIfAborted();
    const { fresh, leave } = connection.enter(live);
    try {
      return await send(live, leftOf(until), signal);
    } catch (error) {
      const failure = outcome(error, signal);
      if (brokenHttp(error) || neverSent(error)) connection.drop(live);
      // A server that restarted knows the session no more, says so, and has run nothing.
      const again = neverSent(error) || (!fresh && staleSession(error));
      if (retried || !again) throw failure;
    } finally {
      leave();
    }
  }
}

/** What is left of the time is enough to ask, or nothing is asked. */
function leftOf(until: number): number {
  const leftMs = until - performance.now();
  if (leftMs > 0) return leftMs;
  throw new UpstreamError("UPSTREAM_TIMEOUT", "none", "The upstream had no place free in time.");
}

/** Before anything is sent, giving up is certain to have had no effect. */
async function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let leave: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason as Error); // safe because limited() aborts with an UpstreamError
    signal.addEventListener("abort", leave, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (leave) signal.removeEventListener("abort", leave);
  }
}

/** After sending, running out of time or patience leaves the effect unknown. */
function outcome(error: unknown, signal: AbortSignal): UpstreamError {
  const reason: unknown = signal.reason;
  if (!signal.aborted || !(reason instanceof UpstreamError)) return upstreamError(error);
  return new UpstreamError(reason.code, "unknown", reason.message, { cause: error });
}

function limited({ timeoutMs, signal }: Ask): { signal: AbortSignal; end: () => void } {
  const own = new AbortController();
  const late = () =>
    own.abort(new UpstreamError("UPSTREAM_TIMEOUT", "none", "The upstream did not answer in time."));
  const left = () =>
    own.abort(new UpstreamError("UPSTREAM_FAILED", "none", "The caller left before the upstream answered."));
  const timer = setTimeout(late, timeoutMs);
  if (signal?.aborted) left();
  signal?.addEventListener("abort", left, { once: true });
  const end = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", left);
  };
  return { signal: own.signal, end };
}

function brokenHttp(error: unknown): boolean {
  return error instanceof TypeError || staleSession(error);
}

/** The server died a moment ago, and we had not noticed. */
function neverSent(error: unknown): boolean {
  return error instanceof SdkError && error.code === SdkErrorCode.NotConnected;
}

/** 404 by the specification; 400 is what older servers say. */
function staleSession(error: unknown): boolean {
  return error instanceof SdkHttpError && (error.status === 404 || error.status === 400);
}

/** Takes any JSON object: what an upstream answers is passed on as it is, not as we would have it. */
const anything: StandardSchemaV1<unknown, JsonObject> = {
  "~standard": {
    version: 1,
    vendor: "agentgate",
    validate: (value) => (isObject(value) ? { value } : { issues: [{ message: "not an object" }] }),
  },
};

/** One JSON-RPC request as it stands. */
export function raw(
  method: string,
  params: JsonObject,
  ask: Pick<Ask, "onProgress" | "input">,
): Send<JsonObject> {
  return async ({ client }, leftMs, signal) => {
    const { onProgress, input } = ask;
    const asked = input && client.getProtocolEra() === "modern" ? withInput(params, input) : params;
    const answer = await client.request({ method, params: asked }, anything, {
      signal,
      // The question goes on to the agent's client; this process has nobody to answer it.
      ...(input ? { allowInputRequired: true } : {}),
      // Our own timer comes first and says more.
      timeout: leftMs + 1_000,
      ...(onProgress ? { onprogress: (told) => onProgress(progressOf(told)) } : {}),
    });
    return bounded(answer);
  };
}

function withInput(params: JsonObject, { responses, state, capabilities }: ClientInput): JsonObject {
  const meta = isObject(params._meta) ? params._meta : {};
  return {
    ...params,
    _meta: { ...meta, [CLIENT_CAPABILITIES_META_KEY]: capabilities },
    ...(responses ? { inputResponses: responses } : {}),
    ...(state === undefined ? {} : { requestState: state }),
  };
}

export function bounded(answer: JsonObject): JsonObject {
  if (!tooDeep(answer)) return answer;
  const message = `The upstream's answer nests deeper than ${MAX_ANSWER_DEPTH} levels.`;
  throw new UpstreamError("UPSTREAM_RESPONSE_TOO_LARGE", "unknown", message);
}

export function progressOf(told: Told): Progress {
  const { progress, total, message } = told;
  return {
    progress,
    ...(total === undefined ? {} : { total }),
    ...(message === undefined ? {} : { message: message.slice(0, 2_000) }),
  };
}

type Told = { progress: number; total?: number | undefined; message?: string | undefined };

/** -32020: the headers that mirror arguments are not what the server's present schema says. */
export function headerMismatch(error: unknown): boolean {
  return error instanceof ProtocolError && error.code === -32020;
}
