"use client";

import { useEffect } from "react";
import { goToSignIn } from "../providers/query-provider";

/** A sixth of the idle limit: renewed in time, and not at every key. */
const RENEW_MS = 5 * 60_000;

let underway: Promise<void> = Promise.resolve();

/** Resolves when no renewal is under way: one that ends after another change of the session would undo it. */
export const untilRenewed = (): Promise<void> => underway;

/**
 * Renews the session while a person is at it: typing, pointing, coming back to the tab. Live updates and
 * polling do not count, so an unattended screen signs out after the idle limit.
 */
export function KeepAlive() {
  useEffect(() => {
    // Never in this page: somebody who reloads it again and again is at it too.
    let renewedAt = 0;
    const onActivity = () => {
      if (document.visibilityState !== "visible" || Date.now() - renewedAt < RENEW_MS) return;
      renewedAt = Date.now();
      underway = renew();
    };
    const events = ["pointerdown", "keydown", "visibilitychange"] as const;
    for (const name of events) document.addEventListener(name, onActivity, { passive: true });
    return () => events.forEach((name) => document.removeEventListener(name, onActivity));
  }, []);
  return null;
}

/** Asks for the session, which sets a fresh cookie. Only a clear "there is none" leads away; an outage does not. */
async function renew(): Promise<void> {
  const response = await fetch("/api/auth/session").catch(() => null);
  if (response?.ok && (await response.json()) === null) goToSignIn();
}
