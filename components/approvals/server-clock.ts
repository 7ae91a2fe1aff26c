"use client";

import { useSyncExternalStore } from "react";
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
  const ahead = useSyncExternalStore(
    neverTold,
    () => aheadMs,
    // A page that the server rendered was rendered by the server's clock.
    () => 0,
  );
  return useNow(1_000) + ahead;
}

/** It is read anew at every tick, which is soon enough. */
const neverTold = () => () => undefined;

/** Milliseconds from now until a moment by the database's clock. */
export function untilServer(at: string): number {
  return Date.parse(at) - (Date.now() + aheadMs);
}
