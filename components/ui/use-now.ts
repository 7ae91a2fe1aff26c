"use client";

import { useSyncExternalStore } from "react";
import { useRenderedAt } from "./rendered-at";

const STEP_MS = 1_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach((notify) => notify()), STEP_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * The time in Unix milliseconds, cut to a multiple of `stepMs`: one timer for the whole page, and a component
 * renders again only when its own step has passed. What the server sent was rendered at its own time, and so is the
 * first thing that the browser makes of it.
 */
export function useNow(stepMs: number): number {
  const renderedAt = useRenderedAt();
  const cut = (time: number) => Math.floor(time / stepMs) * stepMs;
  return useSyncExternalStore(
    subscribe,
    () => cut(Date.now()),
    () => cut(renderedAt ?? Date.now()),
  );
}
