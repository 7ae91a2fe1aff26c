import { logger } from "../../platform/log";
import { attempt } from "./attempt";
import { claim, type Due } from "./claim";
import { settle } from "./settle";

/** At one endpoint at once: a slow receiver holds so many, and not those of the others. */
const PER_ENDPOINT = 4;
/** At once in this process. */
const IN_ALL = 16;

/** Sends what is due, several at once: lanes per endpoint, each taking one delivery after the other. */
export class Lanes {
  readonly #open = new Map<string, number>();
  readonly #running = new Set<Promise<void>>();
  readonly #ending = new AbortController();
  #free = IN_ALL;
  #waiting: (() => void)[] = [];

  /** Makes sure that somebody is at what the endpoint has to send. Returns at once. */
  open(tenantId: string, { endpointId, count }: Due): void {
    const has = this.#open.get(endpointId) ?? 0;
    for (let index = has; index < Math.min(count, PER_ENDPOINT); index++) {
      this.#open.set(endpointId, index + 1);
      const lane = this.#run(tenantId, endpointId)
        .catch((err: unknown) => logger("notifications").warn("a delivery was left", { tenantId, err }))
        .finally(() => this.#closed(endpointId, lane));
      this.#running.add(lane);
    }
  }

  /** Waits until every lane has run dry. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Begins nothing new, and waits a while for what is under way. */
  async stop(graceMs: number): Promise<void> {
    this.#ending.abort();
    this.#waiting.splice(0).forEach((go) => go());
    const late = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref());
    await Promise.race([this.settled(), late]);
  }

  #closed(endpointId: string, lane: Promise<void>): void {
    this.#running.delete(lane);
    const left = (this.#open.get(endpointId) ?? 1) - 1;
    if (left > 0) this.#open.set(endpointId, left);
    else this.#open.delete(endpointId);
  }

  async #run(tenantId: string, endpointId: string): Promise<void> {
    while (!this.#ending.signal.aborted) {
      // The slot first, and then the lease: a lease that waits for a slot would run out.
      await this.#slot();
      try {
        if (this.#ending.signal.aborted) return;
        const claimed = await claim(tenantId, endpointId);
        if (claimed === null) return;
        const started = performance.now();
        const ended = await attempt(tenantId, claimed);
        await settle(tenantId, claimed, ended, Math.round(performance.now() - started));
      } finally {
        this.#release();
      }
    }
  }

  async #slot(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    await new Promise<void>((go) => this.#waiting.push(go));
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
