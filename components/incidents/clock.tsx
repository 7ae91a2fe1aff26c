"use client";

import { elapsed } from "./elapsed";
import { useNow } from "../ui/use-now";

/** Since when it has been going on, ticking. */
export function Running({ since }: { since: string }) {
  const now = useNow(1_000);
  const ms = Math.max(0, now - Date.parse(since));
  return <span className="font-mono text-sm tabular-nums">{elapsed(ms)}</span>;
}
