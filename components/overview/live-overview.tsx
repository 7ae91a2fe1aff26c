"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useLiveEvents } from "../live/live";

/** Between two readings of the whole page: numbers that change faster cannot be read anyway. */
const REFRESH_MS = 2_500;
/** What ages without an event: deadlines, "the last hour". */
const IDLE_MS = 60_000;

/** Reads the page again when something happened, at most every 2.5 s and not while nobody sees it. */
export function LiveOverview() {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const missed = useRef(false);
  const soon = (ms: number) => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      missed.current = document.visibilityState === "hidden";
      if (!missed.current) router.refresh();
    }, ms);
  };
  useLiveEvents(() => soon(REFRESH_MS));
  useEffect(() => {
    const idle = setInterval(() => router.refresh(), IDLE_MS);
    const onVisible = () => {
      if (!missed.current || document.visibilityState !== "visible") return;
      missed.current = false;
      router.refresh();
    };
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      clearInterval(idle);
      clearTimeout(timer.current);
      timer.current = undefined;
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, [router]);
  return null;
}
