"use client";

import { useNow } from "../ui/use-now";

/** How far the database's clock is ahead of this machine's, in milliseconds: deadlines are the database's. */
let aheadMs = 0;

/** Call with the time that an answer carries, when it arrives. */
export function noteServerTime(now: string): void {
  const time = Date.parse(now);
  if (!Number.isNaN(time)) aheadMs = time - Date.now();
}

/** The database's time as far as we know it (Unix milliseconds), ticking every second. */
export function useServerNow(): number {
  return useNow(1_000) + aheadMs;
}

/** Milliseconds from now until a moment by the database's clock. */
export function untilServer(at: string): number {
  return Date.parse(at) - (Date.now() + aheadMs);
}
