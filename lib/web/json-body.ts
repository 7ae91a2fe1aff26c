import { DomainError } from "../platform/errors";

/**
 * The JSON of a request's body, which is read no further than `maxBytes`.
 * @throws DomainError BODY_TOO_LARGE, MALFORMED_JSON, UNSUPPORTED_MEDIA_TYPE
 */
export async function jsonBody(request: Request, maxBytes: number): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "Send application/json.");
  const text = new TextDecoder("utf-8").decode(await bytesOf(request, maxBytes));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new DomainError("MALFORMED_JSON", "The body is not JSON.");
  }
}

/** A body, of so many bytes at most. @throws DomainError BODY_TOO_LARGE */
export async function bytesOf(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = (request.body as ReadableStream<Uint8Array> | null)?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw new DomainError(
        "BODY_TOO_LARGE",
        `This is more than the ${Math.floor(maxBytes / 1024)} KB that are read at once. Shorten the text.`,
      );
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks);
}
