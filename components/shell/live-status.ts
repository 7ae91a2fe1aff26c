"use client";

import { useSyncExternalStore } from "react";

/** off: nothing on this page is live. stale: the stream broke and is being opened again. */
export type LiveStatus = "off" | "live" | "stale";

let current: LiveStatus = "off";
const listeners = new Set<() => void>();

/** For whoever owns the page's event stream: tells the header how it is. */
export function setLiveStatus(status: LiveStatus): void {
  if (status === current) return;
  current = status;
  listeners.forEach((notify) => notify());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(
    subscribe,
    () => current,
    () => "off",
  );
}
