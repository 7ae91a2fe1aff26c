"use client";

import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { keySequence } from "./key-sequence";

const STORAGE = "agentgate.shortcuts";
const listeners = new Set<() => void>();

function enabled(): boolean {
  return localStorage.getItem(STORAGE) !== "off";
}

/** Whether single keys act. People who speak or whose hands slip turn them off (WCAG 2.1.4). */
export function useShortcutsEnabled(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    enabled,
    () => true,
  );
  const set = (next: boolean) => {
    localStorage.setItem(STORAGE, next ? "on" : "off");
    listeners.forEach((notify) => notify());
  };
  return [on, set];
}

/** Single keys while nothing is being typed, no dialog is open and no modifier is held. */
export function useShortcuts(keys: Record<string, () => void>): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const action = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (!action || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.repeat)
      return;
    if (!enabled() || busy(event.target)) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
}

/**
 * Two keys, one soon after the other. The second is taken only then, and before {@link useShortcuts} sees it: alone it stays
 * whatever the page makes of it.
 */
export function useKeySequence(first: string, second: string, action: () => void): void {
  const [ends] = useState(() => keySequence(first, second));
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.repeat) return;
    if (!enabled() || busy(event.target) || !ends(event.key, performance.now())) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listener, { capture: true });
    return () => document.removeEventListener("keydown", listener, { capture: true });
  }, []);
}

/** Escape, which acts also where single keys are off: it only takes back. Not while a layer is open, which it closes. */
export function useEscape(active: boolean, action: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.repeat || !active) return;
    if (document.querySelector(LAYERS)) return;
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
}

const LAYERS = '[role="dialog"], [role="menu"], [role="listbox"]';

function busy(target: EventTarget | null): boolean {
  if (document.querySelector(LAYERS)) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
