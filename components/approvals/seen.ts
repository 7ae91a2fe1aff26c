"use client";

import { useSyncExternalStore } from "react";

let current: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

/** Notes that these requests have been before the person's eyes, in the list or as a card. */
export function markSeen(ids: readonly string[]): void {
  const fresh = ids.filter((id) => !current.has(id));
  if (fresh.length === 0) return;
  current = new Set([...current, ...fresh]);
  listeners.forEach((notify) => notify());
}

const NONE: ReadonlySet<string> = new Set();

export function useSeen(): ReadonlySet<string> {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
    () => NONE,
  );
}
