import type { HttpBinding } from "../../capabilities/types";
import type { OutboundInit } from "../../outbound";
import { authorized } from "../authorized-fetch";
import { carrying } from "../carried";
import { upstreamError } from "../client-errors";
import { misconfigured, UpstreamError, type Effect } from "../errors";
import { limitsOf } from "../limits";
import { UpstreamTarget } from "../schemas";
import type { ToolAnswer, ToolCall, UpstreamRef } from "../types";
import { within } from "../within";
import { buildRequest, type BuiltRequest } from "./build-request";
import type { Link } from "./link";
import { readAnswer } from "./read-answer";

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Runs a tool that is an operation of an HTTP service. @throws UpstreamError */
export async function callOverHttp(link: Link, call: ToolCall): Promise<ToolAnswer> {
  const { upstream } = link;
  const { binding } = call;
  if (!binding) throw misconfigured("It is not known which request this tool is. Import its document again.");
  const request = buildRequest(baseUrlOf(upstream), binding, call.arguments);
  return within(call, ({ signal }) =>
    link.use(async (fetch) => {
      signal.throwIfAborted();
      const effect = effectOf(binding.method);
      try {
        const send = authorized(fetch, new URL(request.url).origin);
        const response = await carrying(call.credential, () =>
          send(request.url, initOf(request, call, signal)),
        );
        return await readAnswer(response, limitsOf(upstream).maxAnswerKb * 1024, effect);
      } catch (error) {
        throw failure(error, signal, effect);
      }
    }),
  );
}

function baseUrlOf({ kind, config }: UpstreamRef): string {
  const target = UpstreamTarget.safeParse({ kind, config });
  if (target.success && target.data.kind === "http") return target.data.config.baseUrl;
  throw misconfigured("It has no base address.");
}

/** Ours stand last: no argument takes their place. */
function initOf({ method, headers, body }: BuiltRequest, call: ToolCall, signal: AbortSignal): OutboundInit {
  const { idempotencyKey, traceparent, beforeSend } = call;
  return {
    method,
    headers: {
      ...headers,
      "user-agent": "agentgate",
      "idempotency-key": idempotencyKey,
      ...(traceparent !== undefined && TRACEPARENT.test(traceparent) ? { traceparent } : {}),
    },
    ...(body === null ? {} : { body }),
    signal,
    beforeSend,
  };
}

/** By RFC 9110 these ask for no effect, so a failed one had none. */
function effectOf(method: HttpBinding["method"]): Effect {
  return method === "GET" || method === "HEAD" || method === "OPTIONS" ? "none" : "unknown";
}

/** What has been sent may have had the method's effect; what never was sent had none. */
function failure(error: unknown, signal: AbortSignal, effect: Effect): UpstreamError {
  if (blockedPort(error)) return misconfigured("Its port is one that is never connected to.", error);
  const reason: unknown = signal.reason;
  const told = signal.aborted && reason instanceof UpstreamError ? reason : upstreamError(error);
  const { code, message, ours } = told;
  const sent = told === reason || told.effect === "unknown";
  return new UpstreamError(code, sent ? effect : "none", message, { cause: error, ours });
}

/** Fetch's own list of ports that no web server has. */
function blockedPort(error: unknown): boolean {
  return error instanceof TypeError && error.cause instanceof Error && error.cause.message === "bad port";
}
