"use client";

import { cn } from "../ui/cn";
import { useLiveStatus } from "./live-status";

/** Says whether what is on screen is up to date. Never green for "we do not know". */
export function LiveIndicator() {
  const status = useLiveStatus();
  return (
    <div
      role="status"
      className={cn(
        "flex items-center gap-1.5 rounded-full text-xs",
        status === "stale" && "bg-hold-soft px-2 py-0.5 font-medium text-hold",
        status === "live" && "text-ink-3",
      )}
    >
      {status !== "off" && (
        <span
          aria-hidden
          className={cn(
            "size-1.5 rounded-full",
            status === "live" ? "bg-allow-solid" : "animate-shimmer bg-hold-solid",
          )}
        />
      )}
      {status === "live" && (
        <>
          <span className="max-sm:sr-only">Live</span>
        </>
      )}
      {status === "stale" && "Reconnecting"}
    </div>
  );
}
