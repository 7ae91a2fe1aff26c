"use client";

import { useEffect, useEffectEvent } from "react";
import { flushLocalCopies } from "./local-copy";

/** Warns before a page with unsaved text is left, and keeps a copy in this browser whatever the answer. */
export function useGuard(dirty: boolean): void {
  useEffect(() => {
    addEventListener("pagehide", flushLocalCopies);
    if (!dirty) return () => removeEventListener("pagehide", flushLocalCopies);
    const warn = (event: BeforeUnloadEvent) => {
      flushLocalCopies();
      event.preventDefault();
    };
    addEventListener("beforeunload", warn);
    return () => {
      removeEventListener("beforeunload", warn);
      removeEventListener("pagehide", flushLocalCopies);
    };
  }, [dirty]);
}

/** ⌘S saves wherever the focus is, and not the web page. */
export function useSaveKey(save: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.metaKey || event.ctrlKey) || event.altKey || event.key.toLowerCase() !== "s") return;
    if (event.defaultPrevented) return;
    event.preventDefault();
    save();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
}
