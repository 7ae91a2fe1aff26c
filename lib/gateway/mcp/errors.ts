import { ProtocolError } from "@modelcontextprotocol/server";
import { DomainError, type ErrorCode } from "../../platform/errors";
import type { JsonObject } from "../../platform/json";
import { logger } from "../../platform/log";
import { UpstreamError } from "../../upstreams";
import { rpcError } from "./http";

const INVALID_PARAMS = -32602;
const INTERNAL = -32603;
const PARSE = -32700;
/** From the range the specification leaves to implementations. */
const REFUSED = -32001;

const INVALID: readonly ErrorCode[] = [
  "INVALID_INPUT",
  "NOT_FOUND",
  "UNKNOWN_CAPABILITY",
  "INVALID_ARGUMENTS",
];

/** The JSON-RPC error of an expected failure. */
export function protocolError(error: DomainError): ProtocolError {
  const code =
    error.code === "MALFORMED_JSON"
      ? PARSE
      : INVALID.includes(error.code)
        ? INVALID_PARAMS
        : error.status >= 500
          ? INTERNAL
          : REFUSED;
  return new ProtocolError(code, error.message, errorData(error));
}

/** What a program may act on: our code, the faults with their pointers, and the error's own facts. */
export function errorData(error: DomainError): JsonObject {
  const facts = Object.fromEntries(
    Object.entries(error.meta).filter(([, value]) => value !== undefined),
  ) as JsonObject;
  return {
    ...facts,
    code: error.code,
    title: error.title,
    ...(error.faults.length > 0 && { faults: error.faults.map((fault) => ({ ...fault })) }),
  };
}

/**
 * Any failure as a JSON-RPC error. An upstream's own error (anything with a JSON-RPC code) passes as it is;
 * what nobody expected is logged and says nothing of its cause.
 */
export function toProtocolError(error: unknown, requestId: string): Error {
  if (error instanceof DomainError) return protocolError(error);
  if (error instanceof UpstreamError) return upstreamError(error);
  if (isRpcError(error)) return error;
  logger("mcp").error("a request failed", { requestId, err: error });
  return new ProtocolError(INTERNAL, "Something unexpected failed.", { code: "INTERNAL", requestId });
}

/** What the upstream said, where it said something; its words are as untrusted as its results. */
function upstreamError({ rpc, code, message }: UpstreamError): ProtocolError {
  return rpc
    ? new ProtocolError(rpc.code, rpc.message, rpc.data)
    : protocolError(new DomainError(code, message));
}

function isRpcError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && Number.isSafeInteger(error.code);
}

/** An expected failure found before a message could be dispatched, with the HTTP status of its code. */
export function rpcFailure(error: DomainError, id: string | number | null = null): Response {
  const { code, message, data } = protocolError(error);
  const response = rpcError(error.status, code, message, { id, data: data as JsonObject });
  const { retry_after: seconds } = error.meta;
  if (typeof seconds === "number") response.headers.set("retry-after", String(seconds));
  return response;
}
