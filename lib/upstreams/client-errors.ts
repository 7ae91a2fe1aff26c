import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from "@modelcontextprotocol/client";
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
  if (error instanceof UpstreamError) return error;
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

function httpFailure(error: SdkHttpError): UpstreamError {
  // A client error says that the request was not taken up; a server error may come after the deed.
  const notTaken = error.status >= 400 && error.status < 500 && error.status !== 408;
  const effect: Effect = notTaken ? "none" : "unknown";
  const message = `The upstream answered HTTP ${error.status}.`;
  return new UpstreamError("UPSTREAM_FAILED", effect, message, { cause: error });
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
