import { connect, type Socket } from "node:net";

/** What came back: null where the connection ended without an answer. */
export type RawAnswer = { status: number; headers: Record<string, string>; body: string; ms: number } | null;

/** Bytes of one request, whatever they are. A generator is written piece by piece, as fast as the other side reads. */
export type RawRequest = Buffer | Iterable<Buffer>;

const HEAD_END = Buffer.from("\r\n\r\n");
/** An answer takes milliseconds; this only ends what hangs. */
const DEADLINE_MS = 60_000;
/** A stream may be silent for as long as people take to decide. */
const STREAM_MS = 1_000;

/**
 * Sends bytes on a connection of their own and reads the answer until it is whole or the connection ends. An HTTP client
 * would not send most of what has to be tried. A stream of events is read up to its
 * first event, or for a second.
 * @param options `ends`: says after the request that nothing more comes, which whoever waits for the rest of it hears
 */
export function exchange(port: number, request: RawRequest, { ends = false } = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const socket = connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`There was no answer within ${DEADLINE_MS} ms.`));
    }, DEADLINE_MS);
    let patience: NodeJS.Timeout | undefined;
    const finish = (): void => {
      clearTimeout(timer);
      clearTimeout(patience);
      socket.destroy();
      const ms = performance.now() - began;
      resolve(readAnswer(Buffer.concat(chunks), ms));
    };
    socket.setNoDelay(true);
    socket.on("connect", () => void write(socket, request).then(() => ends && socket.end()));
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      const all = Buffer.concat(chunks);
      if (whole(all)) finish();
      else if (isStream(headOf(all)?.headers ?? {})) patience ??= setTimeout(finish, STREAM_MS);
    });
    // A server that answers and closes while we are still writing resets the connection: what it said counts.
    socket.on("error", finish);
    socket.on("close", finish);
  });
}

async function write(socket: Socket, request: RawRequest): Promise<void> {
  if (Buffer.isBuffer(request)) return void socket.write(request);
  for (const piece of request) {
    if (socket.destroyed) return;
    if (socket.write(piece)) continue;
    await new Promise<void>((done) => {
      socket.once("drain", done);
      socket.once("close", done);
    });
  }
}

type Head = { status: number; headers: Record<string, string>; bodyAt: number };

/** The head of the first answer that is final. */
function headOf(bytes: Buffer, from = 0): Head | null {
  const end = bytes.indexOf(HEAD_END, from);
  if (end < 0) return null;
  const [first = "", ...lines] = bytes.toString("latin1", from, end).split("\r\n");
  if (first.slice(9, 12) === "100") return headOf(bytes, end + HEAD_END.length);
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { status: Number(first.slice(9, 12)), headers, bodyAt: end + HEAD_END.length };
}

function isStream(headers: Record<string, string>): boolean {
  return headers["content-type"]?.startsWith("text/event-stream") ?? false;
}

function whole(bytes: Buffer): boolean {
  const head = headOf(bytes);
  if (!head) return false;
  const { headers, bodyAt, status } = head;
  if (status === 202 || status === 204) return true;
  if (isStream(headers)) return bytes.includes("\ndata: ", bodyAt) && bytes.includes("\n\n", bodyAt);
  if (headers["content-length"] !== undefined)
    return bytes.length >= bodyAt + Number(headers["content-length"]);
  return headers["transfer-encoding"] === "chunked" && unchunked(bytes.subarray(bodyAt)) !== null;
}

/** @returns null where there is no answer in the bytes */
export function readAnswer(bytes: Buffer, ms: number): RawAnswer {
  const head = headOf(bytes);
  if (!head) return null;
  const { status, headers, bodyAt } = head;
  const rest = bytes.subarray(bodyAt);
  const body = headers["transfer-encoding"] === "chunked" ? (unchunked(rest) ?? rest) : rest;
  return { status, headers, body: body.toString("utf8"), ms };
}

/** The body in chunks put together; null where its last chunk is missing. */
function unchunked(bytes: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const end = bytes.indexOf("\r\n", at);
    if (end < 0) return null;
    const size = Number.parseInt(bytes.toString("latin1", at, end), 16);
    if (!(size >= 0)) return null;
    if (size === 0) return Buffer.concat(parts);
    if (bytes.length < end + 2 + size + 2) return null;
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

export type Headers = Record<string, string>;

/** A well-formed request around any body and any headers. */
export function requestBytes(method: string, path: string, headers: Headers, body?: Buffer | string): Buffer {
  const content = body === undefined ? Buffer.alloc(0) : Buffer.from(body);
  const all: Headers = {
    host: "127.0.0.1",
    connection: "close",
    ...(body === undefined ? {} : { "content-length": String(content.length) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`, "utf8"), content]);
}
