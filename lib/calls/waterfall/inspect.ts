import type { Ctx } from "../../platform/ctx";
import { getCall } from "../get-call";
import type { CallInspection, Payload } from "./types";

/** Longer than this, a payload is for a file, not for a page. */
const WHOLE_BYTES = 32 * 1_024;
const BEGINNING_CHARS = 8_192;

/**
 * Everything recorded of one call, of large payloads only the beginning.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function inspectCall(ctx: Ctx, callId: string): Promise<CallInspection> {
  const call = await getCall(ctx, callId);
  return { ...call, arguments: toPayload(call.arguments), result: toPayload(call.result) };
}

/** Pure. */
export function toPayload(value: unknown): Payload {
  if (value === null || value === undefined) return { kind: "none" };
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes <= WHOLE_BYTES) return { kind: "whole", value, bytes };
  return { kind: "cut", beginning: text.slice(0, BEGINNING_CHARS).toWellFormed(), bytes };
}
