import { isObject } from "../platform/json";

const MARK = "io.agentgate/too-large";

/**
 * What stands in for an answer that was thrown away for its size: an error answer under the same id, so that
 * only the call it belongs to fails.
 */
export function tooLargeAnswer(id: string | number) {
  const error = { code: -32603, message: "The answer is too large.", data: { [MARK]: true } };
  return { jsonrpc: "2.0" as const, id, error };
}

export function isTooLarge(data: unknown): boolean {
  return isObject(data) && data[MARK] === true;
}

/** What stands in for an answer that is no JSON-RPC answer. */
export function unusableAnswer(id: string | number) {
  return { jsonrpc: "2.0" as const, id, error: { code: -32603, message: "The answer is not usable." } };
}
