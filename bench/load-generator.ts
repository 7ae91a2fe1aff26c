import { connect, type Socket } from "node:net";
import { summaryOf, type Summary } from "./summary";

/** Where each request goes, and what it is. */
export type Target = {
  host: string;
  port: number;
  path: string;
  headers: Record<string, string>;
  body: string;
};

/**
 * A load generator that costs little: keep-alive sockets that write one prepared request and wait for its
 * answer, without an HTTP client in between, because a heavy one takes the core the server needs.
 * Runs in a process of its own (bench/load-child.ts).
 */
export type LoadJob = Target & {
  connections: number;
  /** Answers that are measured, over all connections together. */
  requests: number;
  /** Answers before that, which are not. */
  warmUp: number;
  /** A slow machine stops measuring after this long, with fewer answers; its warm-up after a quarter of it. */
  maxSeconds: number;
};

/** Latencies in milliseconds, from the last byte written to the last byte read. */
export type LoadReport = Summary & {
  seconds: number;
  /** How often each HTTP status came back, warm-up included. */
  statuses: Record<string, number>;
};

const HEAD_END = Buffer.from("\r\n\r\n");
const LAST_CHUNK = Buffer.from("0\r\n\r\n");

/** Past it no answer comes any more, and the load would wait for it for ever. */
const ANSWER_MS = 60_000;

type Answer = { status: number; length: number };

/** One complete answer at the start of `buffer`, or undefined while bytes are missing. */
export function readAnswer(buffer: Buffer): Answer | undefined {
  const headEnd = buffer.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = buffer.toString("latin1", 0, headEnd).toLowerCase();
  const status = Number(head.slice(9, 12));
  const bodyStart = headEnd + HEAD_END.length;
  const declared = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (declared !== undefined) {
    const length = bodyStart + Number(declared);
    return buffer.length >= length ? { status, length } : undefined;
  }
  const last = buffer.indexOf(LAST_CHUNK, bodyStart);
  return last < 0 ? undefined : { status, length: last + LAST_CHUNK.length };
}

/** Sends the warm-up's requests, then the measured ones. @throws Error when a connection breaks. */
export async function generateLoad(job: LoadJob): Promise<LoadReport> {
  const request = Buffer.from(requestText(job));
  const statuses: Record<string, number> = {};
  await send(job, request, job.warmUp, job.maxSeconds / 4, statuses);
  const { latencies, seconds } = await send(job, request, job.requests, job.maxSeconds, statuses);
  return { ...summaryOf(latencies, seconds), seconds, statuses };
}

type Round = { latencies: Float64Array; seconds: number };

async function send(
  job: LoadJob,
  request: Buffer,
  most: number,
  maxSeconds: number,
  statuses: Record<string, number>,
): Promise<Round> {
  const latencies = new Float64Array(most);
  const began = performance.now();
  const deadline = began + maxSeconds * 1_000;
  let sent = 0;
  let answered = 0;
  const next = (): boolean => sent < most && performance.now() < deadline && ++sent > 0;
  const onAnswer = (status: number, startedAt: number): void => {
    statuses[status] = (statuses[status] ?? 0) + 1;
    latencies[answered++] = performance.now() - startedAt;
  };
  await Promise.all(Array.from({ length: job.connections }, () => drive(job, request, next, onAnswer)));
  return { latencies: latencies.subarray(0, answered), seconds: (performance.now() - began) / 1_000 };
}

/** One request, as its bytes go over the wire. */
export function requestText({ host, port, path, headers, body }: Target): string {
  const all = { host: `${host}:${port}`, "content-length": String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

/** One connection: a request, its answer, the next request, until `next` says that all are sent. */
function drive(
  job: LoadJob,
  request: Buffer,
  next: () => boolean,
  onAnswer: (status: number, startedAt: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(job.port, job.host);
    socket.setNoDelay(true);
    socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error(`No answer within ${ANSWER_MS / 1_000} s.`)));
    let pending: Buffer = Buffer.alloc(0);
    let startedAt = 0;
    let done = false;
    const send = (): void => {
      if (!next()) {
        done = true;
        socket.end();
        return;
      }
      startedAt = performance.now();
      socket.write(request);
    };
    socket.on("connect", send);
    socket.on("data", (data: Buffer) => {
      pending = pending.length === 0 ? data : Buffer.concat([pending, data]);
      const answer = readAnswer(pending);
      if (!answer) return;
      pending = pending.subarray(answer.length);
      onAnswer(answer.status, startedAt);
      send();
    });
    socket.on("error", reject);
    socket.on("close", () => (done ? resolve() : reject(new Error("The server closed the connection."))));
  });
}
