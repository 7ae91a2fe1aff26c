"use client";

import { useCallback, useEffect, useRef } from "react";
import { dwellFrom } from "./dwell";

const EVENTS = ["visibilitychange", "focus", "blur"] as const;

/** Measures how long this card has been looked at; the answer is in milliseconds. Starts anew with the component. */
export function useDwell(): () => number {
  const dwell = useRef<ReturnType<typeof dwellFrom>>(null);
  useEffect(() => {
    const watching = () => document.visibilityState === "visible" && document.hasFocus();
    const measured = dwellFrom(performance.now(), watching());
    dwell.current = measured;
    const note = () => measured.watch(performance.now(), watching());
    for (const name of EVENTS) {
      window.addEventListener(name, note);
      document.addEventListener(name, note);
    }
    return () => {
      for (const name of EVENTS) {
        window.removeEventListener(name, note);
        document.removeEventListener(name, note);
      }
    };
  }, []);
  return useCallback(() => dwell.current?.read(performance.now()) ?? 0, []);
}
