import { spawn, type ChildProcess } from "node:child_process";
import { setImmediate as turn, setTimeout as pause } from "node:timers/promises";
import {
  deserializeMessage,
  SdkError,
  SdkErrorCode,
  serializeMessage,
  type JSONRPCMessage,
  type Transport,
} from "@modelcontextprotocol/client";
import { isObject } from "../platform/json";
import { bounded, type ChildLimits, type ChildSpec } from "./child-command";
import { endGroup, killGroup, watchGroup } from "./end-child";
import { idFromEnds, LineReader, type Line } from "./line-reader";
import { watchMemory } from "./memory-watch";
import { aboutToSend } from "./sending";
import { tooLargeAnswer, unusableAnswer } from "./stand-ins";

/** An answer's envelope around its result. */
const ENVELOPE = 64 * 1024;
/** A line that has no end, and a child that reads nothing: both end with the child's end. */
const MAX_LINE = 256 * 1024 * 1024;
const MAX_UNREAD = 32 * 1024 * 1024;
const MAX_SAID = 2_000;
const LAST_WORDS_MS = 300;

/**
 * MCP over a child's stdin and stdout. Unlike the SDK's own: nothing of our environment is handed on, the
 * child is a process group that ends as a whole, and an answer over the bound fails its own call alone.
 */
export class ChildTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #spec: ChildSpec;
  readonly #limits: ChildLimits;
  readonly #lines: LineReader;
  #child: ChildProcess | null = null;
  #queue: Line[] = [];
  #delivering = Promise.resolve();
  #dead = false;
  #said = "";
  #fate = "";

  constructor(spec: ChildSpec, limits: ChildLimits) {
    this.#spec = spec;
    this.#limits = limits;
    this.#lines = new LineReader(limits.maxAnswerKb * 1024 + ENVELOPE);
  }

  /** With `stderr`, how the SDK recognises a transport of the stdio kind. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }
  get stderr(): null {
    return null;
  }

  /** The end of what the child wrote to stderr. */
  get said(): string {
    return this.#said;
  }

  /** Why we ended the child, in a sentence; empty where it ended by itself. */
  get fate(): string {
    return this.#fate;
  }

  async start(): Promise<void> {
    const { command, args, env, cwd } = bounded(this.#spec, this.#limits.memoryMb);
    const child = spawn(command, args, {
      env: env as NodeJS.ProcessEnv, // safe: Next only adds members that a child needs not have
      ...(cwd === undefined ? {} : { cwd }),
      stdio: ["pipe", "pipe", "pipe"],
      detached: process.platform !== "win32",
      shell: false,
      windowsHide: true,
    });
    this.#child = child;
    watchGroup(child);
    const { memoryMb } = this.#limits;
    watchMemory(child, memoryMb, () => {
      this.#fate = `The server used more than ${memoryMb} MB of memory and was ended.`;
      killGroup(child);
    });
    child.stdout.on("data", (chunk: Buffer) => this.#read(child, chunk));
    child.stderr.on(
      "data",
      (chunk: Buffer) => (this.#said = (this.#said + chunk.toString("utf8")).slice(-MAX_SAID)),
    );
    for (const stream of [child.stdin, child.stdout, child.stderr])
      stream.on("error", (error) => this.onerror?.(error));
    child.once("exit", () => void this.#exited(child));
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", (error) => {
        reject(error);
        this.#gone(child);
      });
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#child?.stdin;
    if (this.#dead || !stdin?.writable)
      throw new SdkError(SdkErrorCode.NotConnected, "The server is not running.");
    if (stdin.writableLength > MAX_UNREAD) {
      void this.close();
      throw new SdkError(SdkErrorCode.NotConnected, "The server does not read what it is sent.");
    }
    aboutToSend(message);
    stdin.write(serializeMessage(message));
  }

  /** Ends the child and all it started; at most two seconds. Safe to call twice. */
  async close(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    await endGroup(child);
    this.#gone(child);
  }

  #read(child: ChildProcess, chunk: Buffer): void {
    this.#queue.push(...this.#lines.push(chunk));
    if (this.#lines.pending > MAX_LINE) void this.close();
    if (this.#queue.length === 0) return;
    child.stdout?.pause();
    this.#delivering = this.#drain().then(() => void child.stdout?.resume());
  }

  /** The SDK handles a notification a little later than an answer: one by one, none overtakes another. */
  async #drain(): Promise<void> {
    for (let line = this.#queue.shift(); line; line = this.#queue.shift()) {
      this.#deliver(line);
      if (this.#queue.length > 0) await turn();
    }
  }

  /** What the server wrote before it died still counts; what holds its pipes open must not hide its death. */
  async #exited(child: ChildProcess): Promise<void> {
    this.#dead = true;
    killGroup(child);
    const closed = new Promise((resolve) => child.once("close", resolve));
    await Promise.race([closed, pause(LAST_WORDS_MS)]);
    await this.#delivering;
    this.#gone(child);
  }

  #deliver(line: Line): void {
    if (line.kind === "oversized") {
      const id = idFromEnds(line.head, line.tail);
      if (id === null) void this.close();
      else this.onmessage?.(tooLargeAnswer(id));
      return;
    }
    if (line.text.trim() === "") return;
    const message = messageOf(line.text);
    if (message) this.onmessage?.(message);
    else this.onerror?.(new Error("A line that is no message was passed over."));
  }

  #gone(child: ChildProcess): void {
    if (this.#child !== child) return;
    this.#child = null;
    killGroup(child);
    child.stdout?.destroy();
    child.stderr?.destroy();
    child.stdin?.destroy();
    this.onclose?.();
  }
}

/** Null for what is no message: servers that print to stdout are many. An answer that makes no sense is an error. */
function messageOf(line: string): JSONRPCMessage | null {
  try {
    return deserializeMessage(line);
  } catch {
    const id = answeredId(line);
    return id === null ? null : unusableAnswer(id);
  }
}

function answeredId(line: string): string | number | null {
  try {
    const value: unknown = JSON.parse(line);
    if (!isObject(value) || "method" in value) return null;
    return typeof value.id === "string" || typeof value.id === "number" ? value.id : null;
  } catch {
    return null;
  }
}
