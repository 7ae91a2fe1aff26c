import { setTimeout as pause } from "node:timers/promises";

/** Only ends what hangs, on whatever machine. */
const LONGEST_MS = 180_000;
const BETWEEN_MS = 10;

/** Waits for something to be so. @throws Error saying what was waited for, after three minutes */
export async function until(what: string, so: () => boolean | Promise<boolean>): Promise<void> {
  if (!(await soWithin(LONGEST_MS, so))) throw new Error(`Waited in vain: ${what}.`);
}

/** Whether something becomes so within a while; for what is not to happen. */
export async function soWithin(ms: number, so: () => boolean | Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (!(await so())) {
    if (performance.now() > deadline) return false;
    await pause(BETWEEN_MS);
  }
  return true;
}
