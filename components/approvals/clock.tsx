"use client";

import { Snowflake, Timer } from "lucide-react";
import { cn } from "../ui/cn";
import { countdown } from "../ui/time-format";
import { useServerNow } from "./server-clock";

const SOON_MS = 60_000;

type ClockProps = {
  expiresAt: string;
  /** Since when a stop keeps it frozen: the clock stands still. */
  frozenAt?: string | undefined;
  className?: string;
  /** Reads out when the last minute begins. */ announce?: boolean;
};

/** Time left to decide, by the database's clock. At zero the call is denied, and it says so. */
export function Clock({ expiresAt, frozenAt, className, announce }: ClockProps) {
  const now = useServerNow();
  const left = Date.parse(expiresAt) - (frozenAt ? Date.parse(frozenAt) : now);
  const soon = left <= SOON_MS && !frozenAt;
  const Icon = frozenAt ? Snowflake : Timer;
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1 font-medium tabular-nums",
        soon ? "text-deny" : "text-ink-2",
        className,
      )}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {frozenAt && <span>Frozen at</span>}
      <time dateTime={expiresAt}>{left > 0 ? countdown(left) : "0:00"}</time>
      {announce && (
        <span role="alert" className="sr-only">
          {soon && left > 0 ? "Less than a minute left to decide." : ""}
        </span>
      )}
    </span>
  );
}
