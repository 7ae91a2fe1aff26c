"use client";

import { useQuery } from "@tanstack/react-query";
import { OctagonX } from "lucide-react";
import type { Route } from "next";
import type { StopStrip as Strip } from "@/lib/switches/types";
import { targetWords } from "@/lib/switches/words";
import { getJson } from "../providers/query-provider";
import { Link } from "../ui/link";
import { SafeText } from "../ui/safe-text";

const REFRESH_MS = 5_000;

/** On every page while anything is stopped or quarantined: what, since when, and the way there. */
export function StopStrip({ initial }: { initial: Strip }) {
  const { data } = useQuery({
    queryKey: ["containment", "strip"],
    queryFn: ({ signal }) => getJson<Strip>("/api/console/switches/strip", signal),
    initialData: initial,
    refetchInterval: REFRESH_MS,
  });
  const { count, quarantined, stops, stopFile } = data;
  if (count === 0 && quarantined === 0 && !stopFile) return null;
  return (
    <section
      aria-label="Stopped"
      data-stop-strip=""
      className="flex h-8 items-center gap-x-4 overflow-hidden border-b border-line bg-deny-soft px-3 text-sm text-deny md:px-4"
    >
      <OctagonX aria-hidden className="size-4 shrink-0" />
      {stopFile && (
        <Link
          href={"/switches" as Route}
          className="shrink-0 rounded-xs font-medium underline-offset-2 hover:underline"
        >
          A stop file stops every call since <Time at={stopFile.since} />
        </Link>
      )}
      {count > 0 && (
        <Link
          href={"/switches" as Route}
          className="shrink-0 rounded-xs font-medium underline-offset-2 hover:underline"
        >
          {count === 1 ? "1 stop" : `${count} stops`} in force
        </Link>
      )}
      {quarantined > 0 && (
        <Link
          href={"/sessions?status=quarantined" as Route}
          className="shrink-0 rounded-xs font-medium underline-offset-2 hover:underline"
        >
          {quarantined === 1 ? "1 session" : `${quarantined} sessions`} quarantined
        </Link>
      )}
      <ul className="flex min-w-0 gap-x-4 max-md:hidden">
        {stops.map((stop) => (
          <li key={stop.id} className="min-w-0 truncate">
            <SafeText oneLine>{targetWords(stop)}</SafeText>{" "}
            {stop.percent > 0 ? `restarting at ${stop.percent} %` : "stopped"} <Time at={stop.setAt} />
          </li>
        ))}
        {count > stops.length && <li className="shrink-0">and {count - stops.length} more</li>}
      </ul>
    </section>
  );
}

/** "04:12", in the reader's zone; the day where it isn't today. */
function Time({ at }: { at: string }) {
  const time = new Date(at);
  const today = time.toDateString() === new Date().toDateString();
  const clock = time.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const day = time.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  return (
    <time dateTime={at} title={time.toISOString()} className="tabular-nums" suppressHydrationWarning>
      {today ? clock : `${day}, ${clock}`}
    </time>
  );
}
