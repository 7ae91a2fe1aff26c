import { visible } from "../../capabilities/schemas";
import { isObject, type Json, type JsonObject } from "../../platform/json";
import { UpstreamError, type Effect } from "../errors";
import { tooDeep, MAX_ANSWER_DEPTH } from "../limits";
import { isForm, isJson, isStream, isText, typeOf } from "../openapi/media";
import type { ToolAnswer } from "../types";

/** Types that are text without saying so. */
const TEXTUAL = /^application\/([a-z0-9.-]+\+)?(xml|yaml|x-yaml|javascript|graphql|sql|toml|x-sh)$/;
/** A proxy's word that the service behind it gave no answer: what it did is not known. */
const GATEWAY_FAILURES = new Set([502, 503, 504]);

/**
 * An HTTP answer as the result of a tool call.
 * @param effect of the method, where the answer cannot be used
 * @throws UpstreamError
 */
export async function readAnswer(response: Response, maxBytes: number, effect: Effect): Promise<ToolAnswer> {
  const { status } = response;
  const contentType = response.headers.get("content-type") ?? "";
  const type = typeOf(contentType);
  const unusable = (message: string, code: "UPSTREAM_FAILED" | "UPSTREAM_TIMEOUT" = "UPSTREAM_FAILED") =>
    new UpstreamError(code, effect, message);
  if (GATEWAY_FAILURES.has(status)) {
    await response.body?.cancel();
    throw unusable(
      `The upstream answered HTTP ${status}.`,
      status === 504 ? "UPSTREAM_TIMEOUT" : "UPSTREAM_FAILED",
    );
  }
  if (type !== null && isStream(type)) {
    await response.body?.cancel();
    throw unusable("The upstream answered with a stream, and streaming answers are not supported.");
  }
  const bytes = await readBytes(response, maxBytes, effect);
  const isError = status < 200 || status > 299;
  const about = { status, contentType: visible(contentType.slice(0, 200)) };
  if (bytes.length === 0) return answer(`No content (${status})`, undefined, isError, about);
  if (type === null || !(isJson(type) || isText(type) || isForm(type) || TEXTUAL.test(type))) {
    const text = type === null ? textOf(bytes) : null;
    return answer(
      text ?? `${about.contentType || "Data of no type"}, ${bytes.length} bytes, not passed on`,
      undefined,
      isError,
      about,
    );
  }
  const text = bytes.toString("utf8").replace(/^\ufeff/, "");
  if (!isJson(type)) return answer(text, undefined, isError, about);
  const value = parsed(text);
  if (value === undefined) {
    // An error is one, however badly it is written.
    if (isError) return answer(text, undefined, isError, about);
    throw unusable("The upstream's answer says that it is JSON, and is not.");
  }
  if (tooDeep(value)) {
    const message = `The upstream's answer nests deeper than ${MAX_ANSWER_DEPTH} levels.`;
    throw new UpstreamError("UPSTREAM_RESPONSE_TOO_LARGE", effect, message);
  }
  return answer(text, isObject(value) ? value : { value }, isError, about);
}

type About = { status: number; contentType: string };

function answer(
  text: string,
  structured: JsonObject | undefined,
  isError: boolean,
  about: About,
): ToolAnswer {
  const result: JsonObject = {
    content: [{ type: "text", text }],
    ...(structured === undefined ? {} : { structuredContent: structured }),
    isError,
    _meta: { "io.agentgate/http": about },
  };
  return { result, isError };
}

/** Counted as it comes and after it was decoded, so that neither a long answer nor a small bomb is kept. */
async function readBytes(response: Response, maxBytes: number, effect: Effect): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the body, which ends the connection.
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes)
      throw new UpstreamError("UPSTREAM_RESPONSE_TOO_LARGE", effect, "The upstream's answer is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Bytes of no known type that are text all the same; null: they are not. */
function textOf(bytes: Buffer): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return /[\x00-\x08\x0e-\x1f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}
