import {
  CLIENT_CAPABILITIES_META_KEY,
  InsufficientScopeError,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  type StandardSchemaV1,
} from "@modelcontextprotocol/client";
import type { CredentialMaterial } from "../credentials/types";
import { isObject, type JsonObject } from "../platform/json";
import { carrying, fingerprintOf } from "./carried";
import { ChildTransport } from "./child-transport";
import { ownError, upstreamError } from "./client-errors";
import type { Connection, Live } from "./connection";
import { UpstreamError } from "./errors";
import { MAX_ANSWER_DEPTH, tooDeep } from "./limits";
import type { ClientInput, Progress, UpstreamNotification } from "./types";
import type { Turn } from "./within";

export type Ask = {
  credential?: CredentialMaterial | null | undefined;
  input?: ClientInput | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  onNotification?: ((notification: UpstreamNotification) => void) | undefined;
};

/** What one request sends on a live session, in the milliseconds that are left. */
export type Send<T> = (live: Live, leftMs: number, signal: AbortSignal) => Promise<T>;

/** Runs one request and turns every failure into an UpstreamError that says whether anything can have happened. */
export async function perform<T>(connection: Connection, ask: Ask, turn: Turn, send: Send<T>): Promise<T> {
  const finished = connection.running(ask.onNotification);
  try {
    return await carrying(ask.credential, () => attempt(connection, ask, turn, send));
  } finally {
    finished();
  }
}

async function attempt<T>(connection: Connection, ask: Ask, turn: Turn, send: Send<T>): Promise<T> {
  const { signal } = turn;
  for (let retried = false; ; retried = true) {
    const live = await orAbort(connection.live(), signal);
    signal.throwIfAborted();
    const { fresh, leave } = connection.enter(live);
    try {
      return await send(live, turn.leftMs(), signal);
    } catch (error) {
      const failure = outcome(error, signal, live);
      // What we ourselves refused says nothing of the session.
      if (ownError(error)) throw failure;
      // A session may belong to whom it was opened by; another opens their own.
      const foreign = notAccepted(error) && changed(live.openedBy, ask.credential);
      if (foreign || brokenHttp(error) || neverSent(error)) connection.drop(live);
      // A server that restarted knows the session no more, says so, and has run nothing.
      const again = foreign || neverSent(error) || (!fresh && staleSession(error));
      if (retried || !again) throw failure;
    } finally {
      leave();
    }
  }
}

function changed(before: CredentialMaterial | null, now: CredentialMaterial | null | undefined): boolean {
  return fingerprintOf(before) !== fingerprintOf(now ?? null);
}

/** Before anything is sent, giving up is certain to have had no effect. */
async function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let leave: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason as Error); // safe because within() aborts with an UpstreamError
    signal.addEventListener("abort", leave, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (leave) signal.removeEventListener("abort", leave);
  }
}

/** After sending, running out of time or patience leaves the effect unknown. */
function outcome(error: unknown, signal: AbortSignal, { transport }: Live): UpstreamError {
  const reason: unknown = signal.reason;
  if (signal.aborted && reason instanceof UpstreamError) {
    const { code, message, ours } = reason;
    return new UpstreamError(code, "unknown", message, { cause: error, ours });
  }
  const fate = transport instanceof ChildTransport ? transport.fate : "";
  if (fate !== "") return new UpstreamError("UPSTREAM_FAILED", "unknown", fate, { cause: error });
  return upstreamError(error);
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

/** The request was turned down before anything ran, for who it came from. */
function notAccepted(error: unknown): boolean {
  if (error instanceof InsufficientScopeError) return true;
  return error instanceof SdkHttpError && (error.status === 401 || error.status === 403);
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
