"use client";

import { useQuery } from "@tanstack/react-query";
import { getJson } from "../providers/query-provider";
import { cn } from "../ui/cn";

const REFRESH_MS = 30_000;

/** How many capabilities wait for a review; asked again after every change under "capabilities". */
export function useReviewCount(initial: number): number {
  const query = useQuery({
    queryKey: ["capabilities", "review-count"],
    queryFn: ({ signal }) => getJson<{ waiting: number }>("/api/console/capabilities/waiting", signal),
    initialData: { waiting: initial },
    refetchInterval: REFRESH_MS,
  });
  return query.data.waiting;
}

/** The number beside Capabilities in the navigation. */
export function ReviewCount({ initial, className }: { initial: number; className?: string }) {
  const waiting = useReviewCount(initial);
  if (waiting === 0) return null;
  return (
    <span
      className={cn(
        "rounded-full bg-info-soft px-1.5 text-2xs leading-4.5 font-semibold text-info tabular-nums",
        className,
      )}
    >
      {waiting > 99 ? "99+" : waiting}
      <span className="sr-only"> to review</span>
    </span>
  );
}
