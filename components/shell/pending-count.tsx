"use client";

import { useQuery } from "@tanstack/react-query";
import { getJson } from "../providers/query-provider";
import { cn } from "../ui/cn";

const REFRESH_MS = 15_000;

/** Query key of the number of approvals that wait; invalidated with everything under "approvals". */
export const PENDING_COUNT_KEY = ["approvals", "pending-count"] as const;

export function usePendingCount(initial: number): number {
  const query = useQuery({
    queryKey: PENDING_COUNT_KEY,
    queryFn: ({ signal }) => getJson<{ pending: number }>("/api/console/waiting", signal),
    initialData: { pending: initial },
    refetchInterval: REFRESH_MS,
  });
  return query.data.pending;
}

export function PendingCount({ initial, className }: { initial: number; className?: string }) {
  const pending = usePendingCount(initial);
  if (pending === 0) return null;
  return (
    <span
      className={cn(
        "rounded-full bg-hold-soft px-1.5 text-2xs leading-4.5 font-semibold text-hold tabular-nums",
        className,
      )}
    >
      {pending > 99 ? "99+" : pending}
      <span className="sr-only"> waiting</span>
    </span>
  );
}
