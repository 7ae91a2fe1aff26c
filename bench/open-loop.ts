import { connect, type Socket } from "node:net";
import type { Calls } from "./disk";
import { readAnswer, requestText, type Target } from "./load-generator";
import { summaryOf, type Summary } from "./summary";

/**
 * A load that does not wait for answers: requests are due at a fixed rate, however the server is doing, and each one's
 * latency counts from when it was due. A generator that sends the next request after the last answer would ask less
 * of a slow server, and not notice how long others would have waited (coordinated omission).
 */
export type OpenJob = Target & {
  perSecond: number;
  seconds: number;
  /** The first of them, which are sent and counted but not measured. */
  warmUpSeconds: number;
  connections: number;
  /** A client whose request found no free connection for so long gives up, and it is never sent. */
  patienceMs: number;
};

export type OpenReport = {
  /** In milliseconds since 1970. */
  beganAt: number;
  due: number;
  sent: number;
  /** Given up before they were sent, because all connections still waited for an answer. */
  gaveUp: number;
  /** Sent, and neither answered nor refused half a minute after the last was due. */
  unanswered: number;
  /** How often each HTTP status came back. */
  statuses: Record<string, number>;
  /** Answers but 429 and 503; latencies in milliseconds from when the request was due. */
  accepted: Summary;
  /** Each of them. */
  calls: Calls;
  /** Answers 429 and 503. */
  refused: Summary;
  /** Second by second from the start, by when requests were due. */
  timeline: { accepted: number; refused: number; p99: number }[];
};

const SHED: readonly number[] = [429, 503];
const LAST_ANSWERS_MS = 30_000;

type Sample = { dueAt: number; ms: number; shed: boolean };

/** Sends what is due, and waits for the last answers. @throws Error where no connection can be opened */
export async function generateOpenLoad(job: OpenJob): Promise<OpenReport> {
  const run = new Run(job);
  await run.open();
  await run.send();
  return run.report();
}

class Run {
  readonly #request: Buffer;
  readonly #idle: Client[] = [];
  readonly #clients: Client[];
  /** When each was due that waits for a free connection. */
  readonly #waiting: number[] = [];
  readonly #samples: Sample[] = [];
  readonly #statuses: Record<string, number> = {};
  #began = 0;
  #beganAt = 0;
  #due = 0;
  #sent = 0;
  #answered = 0;
  /** Answered, or their connection broke. */
  #settled = 0;
  #gaveUp = 0;

  constructor(private readonly job: OpenJob) {
    this.#request = Buffer.from(requestText(job));
    this.#clients = Array.from({ length: job.connections }, () => new Client(job));
  }

  async open(): Promise<void> {
    for (const client of this.#clients) {
      await client.open();
      this.#idle.push(client);
    }
  }

  async send(): Promise<void> {
    const { perSecond, seconds } = this.job;
    const total = Math.round(perSecond * seconds);
    this.#began = performance.now();
    this.#beganAt = Date.now();
    while (this.#due < total) {
      const now = performance.now() - this.#began;
      while (this.#due < total && (this.#due / perSecond) * 1_000 <= now) {
        this.#waiting.push((this.#due / perSecond) * 1_000);
        this.#due++;
      }
      this.#serve();
      await new Promise((done) => setTimeout(done, 1));
    }
    const deadline = performance.now() + LAST_ANSWERS_MS;
    while (this.#sent - this.#settled + this.#waiting.length > 0 && performance.now() < deadline) {
      this.#serve();
      await new Promise((done) => setTimeout(done, 5));
    }
    for (const client of this.#clients) client.close();
  }

  /** Gives free connections to what is due, oldest first. */
  #serve(): void {
    const now = performance.now() - this.#began;
    let next = 0;
    for (; next < this.#waiting.length; next++) {
      const dueAt = this.#waiting[next]!;
      if (now - dueAt > this.job.patienceMs) this.#gaveUp++;
      else {
        const client = this.#idle.pop();
        if (!client) break;
        this.#give(client, dueAt);
      }
    }
    this.#waiting.splice(0, next);
  }

  #give(client: Client, dueAt: number): void {
    this.#sent++;
    client.ask(this.#request, (status) => {
      this.#settled++;
      // Null: the connection broke, so that nobody knows; it counts as unanswered.
      if (status !== null) {
        this.#answered++;
        this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
        const ms = performance.now() - this.#began - dueAt;
        this.#samples.push({ dueAt, ms, shed: SHED.includes(status) });
      }
      this.#idle.push(client);
      if (this.#waiting.length > 0) this.#serve();
    });
  }

  report(): OpenReport {
    const from = this.job.warmUpSeconds * 1_000;
    const measured = this.#samples.filter(({ dueAt }) => dueAt >= from);
    const accepted = measured.filter(({ shed }) => !shed);
    const refused = measured.filter(({ shed }) => shed);
    const seconds = this.job.seconds - this.job.warmUpSeconds;
    const of = (samples: readonly Sample[]) =>
      summaryOf(
        samples.map(({ ms }) => ms),
        seconds,
      );
    return {
      beganAt: this.#beganAt,
      due: this.#due,
      sent: this.#sent,
      gaveUp: this.#gaveUp,
      unanswered: this.#sent - this.#answered,
      statuses: this.#statuses,
      accepted: of(accepted),
      calls: { at: accepted.map(({ dueAt }) => this.#beganAt + dueAt), ms: accepted.map(({ ms }) => ms) },
      refused: of(refused),
      timeline: this.#timeline(),
    };
  }

  #timeline(): OpenReport["timeline"] {
    const seconds = Array.from({ length: Math.ceil(this.job.seconds) }, () => ({
      ms: [] as number[],
      refused: 0,
    }));
    for (const { dueAt, ms, shed } of this.#samples) {
      const second = seconds[Math.floor(dueAt / 1_000)];
      if (shed) second!.refused++;
      else second!.ms.push(ms);
    }
    return seconds.map(({ ms, refused }) => ({ accepted: ms.length, refused, p99: summaryOf(ms, 1).p99 }));
  }
}

/** One connection, which is opened anew where the server closes it. */
class Client {
  #socket: Socket | null = null;
  #pending: Buffer = Buffer.alloc(0);
  #onAnswer: ((status: number | null) => void) | null = null;

  constructor(private readonly to: Pick<Target, "host" | "port">) {}

  open(): Promise<void> {
    return new Promise((done, reject) => {
      const socket = this.#connect();
      socket.once("connect", done);
      socket.once("error", reject);
    });
  }

  ask(request: Buffer, onAnswer: (status: number | null) => void): void {
    this.#onAnswer = onAnswer;
    (this.#socket ?? this.#connect()).write(request);
  }

  close(): void {
    this.#onAnswer = null;
    this.#socket?.destroy();
  }

  #connect(): Socket {
    const socket = connect(this.to.port, this.to.host);
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (data: Buffer) => this.#read(data));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#socket = null;
      this.#pending = Buffer.alloc(0);
      this.#settle(null);
    });
    return socket;
  }

  #read(data: Buffer): void {
    this.#pending = this.#pending.length === 0 ? data : Buffer.concat([this.#pending, data]);
    const answer = readAnswer(this.#pending);
    if (!answer) return;
    this.#pending = this.#pending.subarray(answer.length);
    this.#settle(answer.status);
  }

  #settle(status: number | null): void {
    const tell = this.#onAnswer;
    this.#onAnswer = null;
    tell?.(status);
  }
}
