import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { env } from "../../platform/env";
import { logger } from "../../platform/log";
import { singleton } from "../../platform/singleton";
import { alertOfStopFile } from "./stop-file-alert";
import { readOrder } from "./stop-order";

/** How old the look at the file may be. Between looks nothing is asked of the file system. */
const LOOK_EVERY_MS = 50;

/** Where the file is, if anywhere. */
export function stopFilePath(): string {
  return env().AGENTGATE_STOP_FILE ?? join(env().AGENTGATE_DIR, "stop.json");
}

/** The signed file that stops every call on this machine, for when the database can't be reached. */
export class StopFile {
  readonly #path: () => string;
  readonly #alert: (why: string | null) => void;
  #lookedAt = -Infinity;
  #version = "";
  #reason: string | null = null;
  #invalid = false;

  constructor(path: () => string, alert: (why: string | null) => void) {
    this.#path = path;
    this.#alert = alert;
  }

  /** Why every call is stopped, in a sentence for its agent; null: the file stops nothing. */
  reason(): string | null {
    const now = performance.now();
    if (now - this.#lookedAt >= LOOK_EVERY_MS) {
      this.#lookedAt = now;
      this.#look();
    }
    return this.#reason;
  }

  #look(): void {
    const found = statSync(this.#path(), { throwIfNoEntry: false, bigint: true });
    const version = found ? `${found.ino} ${found.mtimeNs} ${found.size}` : "";
    if (version === this.#version) return;
    this.#version = version;
    const order = found ? this.#read() : null;
    this.#reason = order && !("why" in order) ? `Stopped (this machine): ${order.reason}` : null;
    const why = order && "why" in order ? order.why : null;
    if (why !== null) logger("gateway").error(`a stop file was ignored: ${why}`);
    else if (this.#reason !== null) logger("gateway").warn("a stop file stops every call");
    if (why !== null || this.#invalid) this.#alert(why);
    this.#invalid = why !== null;
  }

  #read(): ReturnType<typeof readOrder> {
    try {
      return readOrder(readFileSync(this.#path(), "utf8"));
    } catch {
      return { why: "It cannot be read." };
    }
  }
}

/** This process's look at the file. */
export function stopFile(): StopFile {
  return singleton("stop-file", () => new StopFile(stopFilePath, alertOfStopFile));
}
