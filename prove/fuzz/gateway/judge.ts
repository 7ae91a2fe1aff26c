import { isObject } from "../../../lib/platform/json";
import type { RawAnswer } from "./raw-http";

/** Words of our insides: of JavaScript's stacks, of the database, of what stands between. */
export const INSIDES =
  /\n\s+at .+:\d+:\d+|node_modules|node:internal|\/[\w-]+\.(?:m?js|tsx?):\d+|Prisma|\bP20\d\d\b|invalid byte sequence|unsupported Unicode escape|violates .+ constraint|relation ".+"|syntax error at or near|\bSQLSTATE\b/;
/** The server's own parser answers what is no HTTP with an empty 4xx. */
const PARSER = [400, 408, 413, 417, 431];

/**
 * What is wrong with an answer to a request that may be anything; null where nothing is.
 * @param readable false where the request is no HTTP that a server has to understand
 */
export function faultOfAnswer(answer: RawAnswer, readable = true): string | null {
  if (answer === null) return readable ? "no answer" : null;
  const { status, headers, body } = answer;
  const said = body.slice(0, 300).replaceAll("\n", " ");
  if (INSIDES.test(body)) return `it tells of its insides: ${said}`;
  const stated = statementIn(headers["content-type"] ?? "", body);
  // Not for want of places either: so few callers at once always have one.
  if (status >= 500) return `HTTP ${status} ${stated ?? said}`;
  if (status < 400) return status >= 200 ? null : `HTTP ${status}`;
  // Headers of more than 16 KB never reach our code, however well they are written.
  if (body === "" && (status === 431 || (!readable && PARSER.includes(status)))) return null;
  return stated === null ? `HTTP ${status} without a code: ${said}` : null;
}

/** The code of a problem document or of a JSON-RPC error, as text; null where it is neither. */
export function statementIn(contentType: string, body: string): string | null {
  const json = contentType.startsWith("text/event-stream") ? eventOf(body) : jsonOf(body);
  if (!isObject(json)) return null;
  if (contentType.startsWith("application/problem+json")) {
    const whole = ["type", "title", "detail", "code", "request_id"].every(
      (it) => typeof json[it] === "string",
    );
    return whole && typeof json.status === "number" ? String(json.code) : null;
  }
  const { error } = json;
  if (json.jsonrpc !== "2.0" || !isObject(error)) return null;
  if (!Number.isSafeInteger(error.code) || typeof error.message !== "string") return null;
  const { data } = error;
  return isObject(data) && typeof data.code === "string" ? data.code : String(error.code);
}

function eventOf(body: string): unknown {
  return jsonOf(/^data: (\{.+)$/m.exec(body)?.[1] ?? "");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
