import type { z } from "zod";
import { DomainError, invalidInput } from "../../platform/errors";
import { parseJsonStrict, type Json } from "../../platform/json";

/** Keeps no state between whole inputs. */
const UTF8 = new TextDecoder("utf-8", { fatal: true });

export const MAX_BODY_BYTES = 1024 * 1024;

/** The JSON body of a request. @throws DomainError BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, MALFORMED_JSON */
export async function readJson(request: Request): Promise<Json> {
  return parseJsonStrict(await readJsonText(request));
}

/**
 * The text of it, which may take its sender as long as the server lets it. The bytes are counted as they arrive, whatever
 * Content-Length says. @throws DomainError BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, MALFORMED_JSON where it isn't UTF-8
 */
export async function readJsonText(request: Request): Promise<string> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "Send the body as Content-Type: application/json.");
  return readText(request);
}

/** The text of a body of whatever type. @throws DomainError BODY_TOO_LARGE, MALFORMED_JSON where it isn't UTF-8 */
export async function readText(request: Request): Promise<string> {
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  if (declared > MAX_BODY_BYTES) throw tooLarge();
  // The server enforces a declared length, so only a chunked body has to be counted while it comes.
  const bytes = Number.isFinite(declared)
    ? new Uint8Array(await request.arrayBuffer())
    : await readCounted(request);
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new DomainError("MALFORMED_JSON", "The body is not valid UTF-8.", { cause });
  }
}

async function readCounted(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > MAX_BODY_BYTES) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): DomainError {
  return new DomainError("BODY_TOO_LARGE", `The body is larger than ${MAX_BODY_BYTES} bytes. Send less.`);
}

/** Parses with a schema. @throws DomainError INVALID_INPUT with a pointer per fault. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidInput(parsed.error);
  return parsed.data;
}
