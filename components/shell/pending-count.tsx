"use client";

import { useQuery } from "@tanstack/react-query";
import type { ApprovalCounts } from "@/lib/approvals/types";
import { getJson } from "../providers/query-provider";
import { cn } from "../ui/cn";

const REFRESH_MS = 15_000;

/** Query key of the number of approvals that wait; invalidated with everything under "approvals". */
export const PENDING_COUNT_KEY = ["approvals", "pending-count"] as const;

export function usePendingCounts(initial: ApprovalCounts): ApprovalCounts {
  const query = useQuery({
    queryKey: PENDING_COUNT_KEY,
    queryFn: ({ signal }) => getJson<ApprovalCounts>("/api/console/waiting", signal),
    initialData: initial,
    refetchInterval: REFRESH_MS,
  });
  return query.data;
}

/** What waits for this person, in colour; where nothing does, what waits for others, without. */
export function PendingCount({ initial, className }: { initial: ApprovalCounts; className?: string }) {
  const { mine, team } = usePendingCounts(initial);
  const count = mine > 0 ? mine : team;
  if (count === 0) return null;
  return (
    <span
      title={`${mine} for you, ${team} in all`}
      className={cn(
        "rounded-full px-1.5 text-2xs leading-4.5 font-semibold tabular-nums",
        mine > 0 ? "bg-hold-soft text-hold" : "bg-muted-soft text-muted",
        className,
      )}
    >
      {count > 99 ? "99+" : count}
      <span className="sr-only">{mine > 0 ? " waiting for you" : " waiting for others"}</span>
    </span>
  );
}
