"use client";

import { useSyncExternalStore } from "react";

/** How a person wants to be told that something waits, in this browser. */
export type AlertSettings = { sound: boolean; desktop: boolean };

const STORAGE = "agentgate.approval-alerts";
const OFF: AlertSettings = { sound: false, desktop: false };
const listeners = new Set<() => void>();
let cached: { text: string | null; settings: AlertSettings } = { text: null, settings: OFF };

export function readAlertSettings(): AlertSettings {
  const text = localStorage.getItem(STORAGE);
  if (text !== cached.text) cached = { text, settings: parseAlertSettings(text) };
  return cached.settings;
}

/** Off is what counts where nothing, or nothing sensible, is stored. */
export function parseAlertSettings(text: string | null): AlertSettings {
  try {
    const stored: unknown = JSON.parse(text ?? "null");
    if (typeof stored !== "object" || stored === null) return OFF;
    return {
      sound: "sound" in stored && stored.sound === true,
      desktop: "desktop" in stored && stored.desktop === true,
    };
  } catch {
    return OFF;
  }
}

export function useAlertSettings(): [AlertSettings, (settings: AlertSettings) => void] {
  const settings = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      window.addEventListener("storage", listener);
      return () => {
        listeners.delete(listener);
        window.removeEventListener("storage", listener);
      };
    },
    readAlertSettings,
    () => OFF,
  );
  const set = (next: AlertSettings) => {
    localStorage.setItem(STORAGE, JSON.stringify(next));
    listeners.forEach((notify) => notify());
  };
  return [settings, set];
}
