"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { SwitchStatus } from "@/lib/switches/types";
import { durationWords } from "@/lib/switches/words";
import { getJson } from "../providers/query-provider";
import { cn } from "../ui/cn";
import { RelativeTime } from "../ui/relative-time";
import { Skeleton } from "../ui/skeleton";

const LIVELY_MS = 400;
const CALM_MS = 3_000;

/** One stop as it stands, read again and again; fast while calls of it still run. */
export function useSwitchStatus(id: string, lively: boolean) {
  return useQuery({
    queryKey: ["containment", "status", id],
    queryFn: ({ signal }) => getJson<SwitchStatus>(`/api/console/switches/${id}`, signal),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) =>
      lively && (data === undefined || data.inFlight.count > 0) ? LIVELY_MS : CALM_MS,
  });
}

/** In flight on its way to zero, what is queued and frozen, and the measured times. */
export function Counters({ id, lively = false }: { id: string; lively?: boolean }) {
  const { data, error } = useSwitchStatus(id, lively);
  if (!data)
    return error ? <p className="text-sm text-deny">{error.message}</p> : <Skeleton className="h-22" />;
  const { row, inFlight, inDoubt, queued, frozen, gateways, lastStartAt } = data;
  const zero = row.drainedAt ? Date.parse(row.drainedAt) - Date.parse(row.setAt) : null;
  return (
    <dl
      aria-live="polite"
      className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-4"
    >
      <Cell term="In flight" tone={inFlight.count > 0 ? "hold" : "allow"}>
        {inFlight.count.toLocaleString("en")}
        <Small>
          {inFlight.count > 0
            ? "still running"
            : zero === null
              ? "none running"
              : `zero after ${durationWords(zero)}`}
          {inDoubt > 0 && `, ${inDoubt} in doubt`}
        </Small>
      </Cell>
      <Cell term="Time to stop">
        {row.enforcedMs === null ? "unknown" : durationWords(row.enforcedMs)}
        <Small>
          {row.gateways === null ? "not confirmed" : `${gateways.enforcing} of ${gateways.living} gateways`}
        </Small>
      </Cell>
      <Cell term="Frozen">
        {frozen.toLocaleString("en")}
        <Small>{row.freezes ? "waiting for people" : "left to be decided"}</Small>
      </Cell>
      <Cell term="Queued">
        {queued.toLocaleString("en")}
        <Small>
          {lastStartAt ? (
            <>
              last start <RelativeTime at={lastStartAt} />
            </>
          ) : (
            "approved, not run"
          )}
        </Small>
      </Cell>
    </dl>
  );
}

function Cell({ term, tone, children }: { term: string; tone?: "hold" | "allow"; children: ReactNode }) {
  return (
    <div className="min-w-0 bg-surface px-3 py-2">
      <dt className="text-xs text-ink-3">{term}</dt>
      <dd
        className={cn(
          "text-lg font-semibold tabular-nums",
          tone === "hold" && "text-hold",
          tone === "allow" && "text-allow",
        )}
      >
        {children}
      </dd>
    </div>
  );
}

function Small({ children }: { children: ReactNode }) {
  return <span className="block text-xs font-normal text-ink-3">{children}</span>;
}
