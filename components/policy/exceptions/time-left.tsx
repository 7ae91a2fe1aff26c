"use client";

import type { PolicyExceptionView } from "@/lib/revisions/types";
import { RelativeTime } from "../../ui/relative-time";
import { countdown } from "../../ui/time-format";
import { useNow } from "../../ui/use-now";

const DAY_MS = 86_400_000;

/** How long an exception holds yet, by the second on its last day; when it ended, where it has. */
export function TimeLeft({ exception }: { exception: PolicyExceptionView }) {
  const { expiresAt, revokedAt } = exception;
  const left = Date.parse(expiresAt) - useNow(1_000);
  if (revokedAt) return <RelativeTime at={revokedAt} className="text-ink-3" />;
  if (left <= 0 || left > DAY_MS) return <RelativeTime at={expiresAt} className="text-ink-2" />;
  return (
    <time dateTime={expiresAt} title={expiresAt} className="font-mono text-xs text-hold tabular-nums">
      {countdown(left)} left
    </time>
  );
}
