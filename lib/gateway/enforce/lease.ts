import { LEASE_MS } from "../../platform/enforcement";

/** By two clocks: one doesn't run while a machine is suspended, the other can be set back. */
type Moment = { steady: number; wall: number };

export function momentNow(): Moment {
  return { steady: performance.now(), wall: Date.now() };
}

/** How long a process may start calls without having told the database that it lives. */
export class Lease {
  #from: Moment | null = null;

  /** @param from before the database was told */
  renew(from: Moment): void {
    this.#from = from;
  }

  end(): void {
    this.#from = null;
  }

  validAt({ steady, wall }: Moment = momentNow()): boolean {
    if (!this.#from) return false;
    return steady - this.#from.steady < LEASE_MS && Math.abs(wall - this.#from.wall) < LEASE_MS;
  }
}
