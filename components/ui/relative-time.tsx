"use client";

import { absoluteLocal, absoluteUtc, relativeTime } from "./time-format";
import { useNow } from "./use-now";

/**
 * "4min ago"; the moment itself in UTC and in the reader's zone on hover. Server and browser differ in zone:
 * that is expected, hence the suppressed warning.
 */
export function RelativeTime({ at, className }: { at: string | Date | number; className?: string }) {
  const time = new Date(at).getTime();
  const now = useNow(10_000);
  if (Number.isNaN(time)) return <span className={className}>unknown</span>;
  const moment = `${absoluteUtc(time)}\n${absoluteLocal(time)}`;
  return (
    <time
      dateTime={new Date(time).toISOString()}
      title={moment}
      className={className}
      suppressHydrationWarning
    >
      {relativeTime(time, now)}
    </time>
  );
}

/** The whole moment in UTC, for records; the reader's own zone on hover. */
export function AbsoluteTime({ at, className }: { at: string | Date | number; className?: string }) {
  const time = new Date(at).getTime();
  if (Number.isNaN(time)) return <span className={className}>unknown</span>;
  return (
    <time
      dateTime={new Date(time).toISOString()}
      title={absoluteLocal(time)}
      className={className}
      suppressHydrationWarning
    >
      {absoluteUtc(time)}
    </time>
  );
}
