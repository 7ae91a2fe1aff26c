"use client";

import { Timer } from "lucide-react";
import { cn } from "../ui/cn";
import { countdown } from "../ui/time-format";
import { useServerNow } from "./server-clock";

const SOON_MS = 60_000;

type ClockProps = {
  expiresAt: string;
  className?: string;
  /** Reads out when the last minute begins. */ announce?: boolean;
};

/** Time left to decide, by the database's clock. At zero the call is denied, and it says so. */
export function Clock({ expiresAt, className, announce }: ClockProps) {
  const left = Date.parse(expiresAt) - useServerNow();
  const soon = left <= SOON_MS;
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1 font-medium tabular-nums",
        soon ? "text-deny" : "text-ink-2",
        className,
      )}
    >
      <Timer aria-hidden className="size-3.5 shrink-0" />
      <time dateTime={expiresAt} suppressHydrationWarning>
        {left > 0 ? countdown(left) : "0:00"}
      </time>
      {announce && (
        <span role="alert" className="sr-only">
          {soon && left > 0 ? "Less than a minute left to decide." : ""}
        </span>
      )}
    </span>
  );
}
