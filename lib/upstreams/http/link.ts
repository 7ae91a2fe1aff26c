import { outbound, type Outbound } from "../../outbound";
import { networkOf } from "../network";
import type { UpstreamRef } from "../types";

/** The way out to one HTTP upstream as it is set up now, whose connections are used again. */
export class Link {
  readonly upstream: UpstreamRef;
  #opening: Promise<Outbound> | null = null;
  #running = 0;
  #retired = false;

  constructor(upstream: UpstreamRef) {
    this.upstream = upstream;
  }

  /** True where nothing is open any more. */
  get empty(): boolean {
    return this.#opening === null;
  }

  /** Runs one request and reads its answer. @throws UpstreamError where the TLS settings cannot be used, and whatever `run` throws */
  async use<T>(run: (fetch: Outbound["fetch"]) => Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      const { fetch } = await this.#open();
      return await run(fetch);
    } finally {
      this.#running -= 1;
      if (this.#retired && this.#running === 0) void this.close();
    }
  }

  /** Closes with the last request that runs on it. */
  retire(): void {
    this.#retired = true;
    if (this.#running === 0) void this.close();
  }

  /** Ends its connections now, those in use too. */
  async close(): Promise<void> {
    this.#retired = true;
    const opening = this.#opening;
    this.#opening = null;
    const opened = await opening?.catch(() => null);
    await opened?.close();
  }

  #open(): Promise<Outbound> {
    const opening = (this.#opening ??= networkOf(this.upstream).then((network) => outbound(network)));
    // What could not be opened is tried again by the next call.
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = null;
    });
    return opening;
  }
}
