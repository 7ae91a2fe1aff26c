import { spawn, type ChildProcess } from "node:child_process";
import { signal } from "../lib/platform/processes";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** The last of what a failed suite printed. */
const KEPT_CHARS = 4_000;
/** How long one that was told to end has, to end what it started. */
const GRACE_MS = 20_000;
const LAST_WORDS_MS = 1_000;

/** Programs that run one after the other, each with an end: its own, that of its time, or that of who interrupts us. */
export class Children {
  interrupted = false;

  constructor(
    private readonly cwd: string,
    private readonly graceMs = GRACE_MS,
  ) {}

  /** @returns null where it ended well, otherwise how it ended and the last that it said */
  async run(args: readonly string[], longestMs: number): Promise<string | null> {
    const child = spawn(process.execPath, args, {
      cwd: this.cwd,
      stdio: ["ignore", "inherit", "pipe"],
      // A group of its own: who interrupts this process interrupts the suite through it.
      detached: true,
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-KEPT_CHARS);
      process.stderr.write(chunk);
    });
    // A terminal and npm each send the signal; the suite gets one, and ends what it has started.
    const pass = (): void => {
      if (!this.interrupted) child.kill("SIGTERM");
      this.interrupted = true;
    };
    for (const name of SIGNALS) process.on(name, pass);
    const watch = new Watch(child, longestMs, this.graceMs);
    try {
      const end = await ended(child);
      const how = watch.late
        ? `It was not done after ${longestMs / 60_000} minutes.`
        : `It ended with ${end}.`;
      return end === 0 ? null : `${how}\n${said.trim()}`;
    } finally {
      watch.stop();
      for (const name of SIGNALS) process.off(name, pass);
    }
  }
}

/** What it left behind may hold its pipes open, so that they are not waited for much longer. */
function ended(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  return new Promise((done, reject) => {
    child.once("error", reject);
    child.once("exit", (code, by) => {
      const tell = () => done(code ?? by);
      child.once("close", tell);
      setTimeout(tell, LAST_WORDS_MS).unref();
    });
  });
}

/** Ends one that hangs: first it is asked to, then all of its group is killed. */
class Watch {
  late = false;
  #timer: NodeJS.Timeout;

  constructor(child: ChildProcess, longestMs: number, graceMs: number) {
    this.#timer = setTimeout(() => {
      this.late = true;
      child.kill("SIGTERM");
      this.#timer = setTimeout(() => signal(-child.pid!, "SIGKILL"), graceMs);
    }, longestMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
