import { setImmediate } from "node:timers/promises";

/** This long (milliseconds) may be worked without letting others have the event loop. */
const SLICE_MS = 10;

/** Work that shares the event loop: await {@link pause} often, and it gives way when its slice is over. */
export class Slices {
  #since = performance.now();

  /** Null while the slice lasts, so that nothing is awaited in vain. */
  pause(): Promise<void> | null {
    if (performance.now() - this.#since < SLICE_MS) return null;
    return this.giveWay();
  }

  async giveWay(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
  }
}
