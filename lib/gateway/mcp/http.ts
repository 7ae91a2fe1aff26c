import { hostHeaderValidationResponse, validateOriginHeader } from "@modelcontextprotocol/server";
import { DomainError } from "../../platform/errors";
import { isObject, parseJsonStrict, type Json } from "../../platform/json";
import type { JsonObject } from "../../platform/json";
import { readText } from "../http/body";
import type { McpOptions } from "./types";

/** A JSON-RPC error as an HTTP response, for faults found before a message could be dispatched. */
export function rpcError(
  status: number,
  code: number,
  message: string,
  more: { id?: Json; data?: JsonObject } = {},
): Response {
  const error = { code, message, ...(more.data && { data: more.data }) };
  return Response.json({ jsonrpc: "2.0", error, id: more.id ?? null }, { status });
}

/**
 * Refuses what a page of another site could send through a browser: a foreign Origin, and for endpoints bound
 * to loopback a Host that is not ours (DNS rebinding).
 * @returns the 403, or undefined where the request may go on
 */
export function refuseForeign(request: Request, options: McpOptions): Response | undefined {
  const host = options.allowedHosts && hostHeaderValidationResponse(request, [...options.allowedHosts]);
  if (host) return host;
  const own = hostOf(request);
  const origin = validateOriginHeader(
    request.headers.get("origin"),
    own ? [...options.allowedOrigins, own] : [...options.allowedOrigins],
  );
  return origin.ok
    ? undefined
    : rpcError(403, -32000, "The Origin header names a site that may not call this endpoint.");
}

function hostOf(request: Request): string | null {
  const host = request.headers.get("host");
  return host && URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : null;
}

/** The message of a POST. @throws DomainError BODY_TOO_LARGE, MALFORMED_JSON */
export async function readMessage(request: Request): Promise<JsonObject> {
  // The SDK's own reader puts U+FFFD where bytes are no UTF-8: another text than the one that was sent.
  const message = parseJsonStrict(await readText(request));
  if (isObject(message)) return message;
  throw new DomainError(
    "MALFORMED_JSON",
    "A message is one JSON object; batches are not part of this protocol any more.",
    {
      faults: [{ pointer: "", detail: "expected an object" }],
    },
  );
}

/** The id an error answer must echo: null where the message is a notification or has no usable id. */
export function idOf(message: JsonObject): string | number | null {
  const { id, method } = message;
  return typeof method === "string" && (typeof id === "string" || typeof id === "number") ? id : null;
}
