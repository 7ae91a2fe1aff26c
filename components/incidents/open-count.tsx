"use client";

import { useQuery } from "@tanstack/react-query";
import { getJson } from "../providers/query-provider";
import { cn } from "../ui/cn";

const REFRESH_MS = 15_000;

/** How many incidents somebody has to see to; read again whenever one changes (components/live). */
export function OpenIncidents({ initial, className }: { initial: number; className?: string }) {
  const { data } = useQuery({
    queryKey: ["incidents", "open-count"],
    queryFn: ({ signal }) => getJson<{ open: number }>("/api/console/incidents/open", signal),
    initialData: { open: initial },
    refetchInterval: REFRESH_MS,
  });
  if (data.open === 0) return null;
  return (
    <span
      className={cn(
        "rounded-full bg-deny-soft px-1.5 text-2xs leading-4.5 font-semibold text-deny tabular-nums",
        className,
      )}
    >
      {data.open > 99 ? "99+" : data.open}
      <span className="sr-only"> to see to</span>
    </span>
  );
}
