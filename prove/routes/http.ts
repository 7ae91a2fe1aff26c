import { Agent, request as ask } from "node:http";

/** A request as it goes over the wire: the path is sent as it stands, which `fetch` would tidy up first. */
export type Sent = { method: string; path: string; headers: Record<string, string>; body?: string };

export type Answer = {
  status: number;
  /** Of redirects. */
  location: string;
  headers: Record<string, string>;
  body: string;
  /** Names and values of all headers and the body: everything that was told. */
  told: string;
};

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** What may be waited for before an answer counts as none. */
const PATIENCE_MS = 60_000;
/** A stream has no end: what it says within this time is its answer. */
const STREAM_MS = 250;

/** @throws Error where there was no answer */
export function send(base: string, { method, path, headers, body }: Sent): Promise<Answer> {
  const { hostname, port, host } = new URL(base);
  return new Promise((done, reject) => {
    const outgoing = ask({
      ...{ agent, hostname, port, method, path },
      headers: {
        host,
        ...headers,
        ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
      },
    });
    const late = setTimeout(() => outgoing.destroy(new Error(`${method} ${path}: no answer`)), PATIENCE_MS);
    outgoing.once("error", (error) => {
      clearTimeout(late);
      reject(error);
    });
    outgoing.once("response", (response) => {
      const chunks: Buffer[] = [];
      const finish = () => {
        clearTimeout(late);
        done(answer(response.statusCode ?? 0, response.rawHeaders, Buffer.concat(chunks).toString("utf8")));
      };
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", finish);
      response.once("error", finish);
      if (response.headers["content-type"]?.startsWith("text/event-stream"))
        setTimeout(() => response.destroy(), STREAM_MS).unref();
      response.once("close", finish);
    });
    outgoing.end(body);
  });
}

function answer(status: number, raw: readonly string[], body: string): Answer {
  const headers: Record<string, string> = {};
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] ?? "").toLowerCase();
    headers[name] = name in headers ? `${headers[name]}\n${raw[i + 1]}` : (raw[i + 1] ?? "");
  }
  return { status, headers, body, location: headers.location ?? "", told: `${raw.join("\n")}\n${body}` };
}

/** Runs all of them, a few at a time. */
export async function atOnce<T>(
  items: readonly T[],
  run: (item: T) => Promise<void>,
  width = 6,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await run(items[next++] as T);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
}
