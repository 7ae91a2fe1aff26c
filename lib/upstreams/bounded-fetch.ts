import { isObject } from "../platform/json";
import { tooLargeAnswer } from "./stand-ins";

type Bytes = Uint8Array<ArrayBuffer>;
type Fetch = typeof globalThis.fetch;

/**
 * fetch whose answers are bounded: a JSON body, or one event of an event stream, over the bound is thrown
 * away, and where the request had an id, an error answer under that id takes its place.
 */
export function boundedFetch(fetch: Fetch, maxBytes: number): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (!response.body) return response;
    const id = requestId(init?.body);
    const type = response.headers.get("content-type") ?? "";
    if (type.includes("text/event-stream")) {
      return rebuilt(response, response.body.pipeThrough(boundedEvents(id, maxBytes)));
    }
    return boundedBody(response, response.body, id, maxBytes);
  };
}

function requestId(body: RequestInit["body"]): string | number | null {
  if (typeof body !== "string") return null;
  const message: unknown = JSON.parse(body);
  const id = isObject(message) ? message.id : null;
  return typeof id === "string" || typeof id === "number" ? id : null;
}

async function boundedBody(
  response: Response,
  body: ReadableStream<Bytes>,
  id: string | number | null,
  maxBytes: number,
): Promise<Response> {
  const chunks: Bytes[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) return id === null ? rebuilt(response, null) : replaced(id);
    chunks.push(chunk);
  }
  return rebuilt(response, Buffer.concat(chunks));
}

function replaced(id: string | number): Response {
  return new Response(JSON.stringify(tooLargeAnswer(id)), {
    headers: { "content-type": "application/json" },
  });
}

function rebuilt(response: Response, body: ConstructorParameters<typeof Response>[0]): Response {
  const { status, statusText, headers } = response;
  // fetch has decoded the body already.
  const kept = new Headers(headers);
  kept.delete("content-encoding");
  kept.delete("content-length");
  const empty = status === 204 || status === 205 || status === 304;
  return new Response(empty ? null : body, { status, statusText, headers: kept });
}

/** Passes an event stream through, counting the bytes since the last empty line. */
function boundedEvents(id: string | number | null, maxBytes: number): TransformStream<Bytes, Bytes> {
  let inEvent = 0;
  let inLine = 0;
  let over = false;
  return new TransformStream({
    transform(chunk, controller) {
      for (const byte of chunk) {
        inEvent += 1;
        over ||= inEvent > maxBytes;
        if (byte === 10) {
          if (inLine === 0) inEvent = 0;
          inLine = 0;
        } else if (byte !== 13) inLine += 1;
      }
      if (!over) return controller.enqueue(chunk);
      // The empty lines end the torn event, which then is no message.
      if (id !== null) {
        const event = `\n\nevent: message\ndata: ${JSON.stringify(tooLargeAnswer(id))}\n\n`;
        controller.enqueue(new TextEncoder().encode(event));
      }
      controller.terminate();
    },
  });
}
