import {
  InsufficientScopeError,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
} from "@modelcontextprotocol/client";
import { OutboundError } from "../outbound";
import type { Json } from "../platform/json";
import { UpstreamError, type Effect } from "./errors";
import { isTooLarge } from "./stand-ins";

/** JSON-RPC and MCP codes that say the request was turned down before anything ran. */
const REFUSED_RPC = new Set([-32700, -32600, -32601, -32602, -32002, -32020, -32021, -32022, -32042]);

/** Node and undici codes of a connection that never came to be. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/;

/** What the SDK threw, as one of our four outcomes with what may have happened. */
export function upstreamError(error: unknown): UpstreamError {
  const own = ownError(error);
  if (own) return own;
  if (error instanceof InsufficientScopeError) return notAccepted(403, error);
  if (error instanceof SdkHttpError) return httpFailure(error);
  if (error instanceof SdkError) return sdkFailure(error);
  if (error instanceof ProtocolError) return rpcFailure(error);
  if (NEVER_SENT.test(codeOf(error))) {
    return new UpstreamError("UPSTREAM_UNAVAILABLE", "none", "The upstream cannot be reached.", {
      cause: error,
    });
  }
  return new UpstreamError("UPSTREAM_FAILED", "unknown", "The connection to the upstream broke.", {
    cause: error,
  });
}

/** What we ourselves refused, wherever the SDK wrapped it; null: somebody else failed. */
export function ownError(error: unknown): UpstreamError | null {
  const refused = causeOf(error, OutboundError);
  return causeOf(error, UpstreamError) ?? (refused && outboundRefusal(refused));
}

function causeOf<T extends Error>(error: unknown, kind: abstract new (...args: never[]) => T): T | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++)
    if (at instanceof kind) return at;
  return null;
}

/** The guard's sentence says what a person can do about it. A redirect is an answer to something that was sent. */
function outboundRefusal(refused: OutboundError): UpstreamError {
  const redirected = refused.refusal === "redirect_not_permitted" || refused.refusal === "too_many_redirects";
  const [code, effect] = redirected
    ? (["UPSTREAM_FAILED", "unknown"] as const)
    : (["UPSTREAM_UNAVAILABLE", "none"] as const);
  return new UpstreamError(code, effect, `${refused.message}${wayOut(refused)}`, { cause: refused });
}

function wayOut({ refusal, message }: OutboundError): string {
  const permittable = refusal === "address_not_permitted" && message.includes("not among the permitted");
  return permittable ? " An administrator can permit its range under Upstreams, Network." : "";
}

function notAccepted(status: number, cause: Error): UpstreamError {
  const message = `The upstream answered HTTP ${status}: it does not accept our credential.`;
  return new UpstreamError("UPSTREAM_FAILED", "none", message, { cause, answered: true });
}

/** Client errors that tell how the server is, not how the request was. */
const OF_THE_SERVER = new Set([408, 429]);

function httpFailure(error: SdkHttpError): UpstreamError {
  if (error.status === 401 || error.status === 403) return notAccepted(error.status, error);
  // A client error says that the request was not taken up; a server error may come after the deed.
  const notTaken = error.status >= 400 && error.status < 500 && error.status !== 408;
  const effect: Effect = notTaken ? "none" : "unknown";
  const message = `The upstream answered HTTP ${error.status}.`;
  const answered = notTaken && !OF_THE_SERVER.has(error.status);
  return new UpstreamError("UPSTREAM_FAILED", effect, message, { cause: error, answered });
}

function sdkFailure(error: SdkError): UpstreamError {
  switch (error.code) {
    case SdkErrorCode.RequestTimeout:
      return new UpstreamError("UPSTREAM_TIMEOUT", "unknown", "The upstream did not answer in time.", {
        cause: error,
      });
    case SdkErrorCode.NotConnected:
    case SdkErrorCode.NotInitialized:
      return new UpstreamError("UPSTREAM_UNAVAILABLE", "none", "The upstream is not running.", {
        cause: error,
      });
    case SdkErrorCode.CapabilityNotSupported:
    case SdkErrorCode.MethodNotSupportedByProtocolVersion:
      return new UpstreamError("UPSTREAM_FAILED", "none", "The upstream does not offer this.", {
        cause: error,
      });
    case SdkErrorCode.ConnectionClosed:
      return new UpstreamError("UPSTREAM_FAILED", "unknown", "The upstream died before it answered.", {
        cause: error,
      });
    default:
      return new UpstreamError("UPSTREAM_FAILED", "unknown", "The upstream's answer is not usable.", {
        cause: error,
      });
  }
}

function rpcFailure(error: ProtocolError): UpstreamError {
  if (isTooLarge(error.data)) {
    return new UpstreamError("UPSTREAM_RESPONSE_TOO_LARGE", "unknown", "The upstream's answer is too large.");
  }
  const effect: Effect = REFUSED_RPC.has(error.code) ? "none" : "unknown";
  const message = `The upstream answered with the protocol error ${error.code}.`;
  const data = error.data === undefined ? {} : { data: error.data as Json }; // safe: parsed from JSON
  const rpc = { code: error.code, message: error.message, ...data };
  return new UpstreamError("UPSTREAM_FAILED", effect, message, { cause: error, rpc });
}

/** The code of an error or of what caused it: fetch wraps socket errors. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}
