import type { ReactNode } from "react";
import type { Traffic } from "@/lib/traffic/types";
import { AbsoluteTime } from "../ui/relative-time";
import { change, count, RANGE_WORDS } from "./words";

/** Above the charts: how much, against the time before, and how far back. */
export function TrafficHead({ traffic, ranges }: { traffic: Traffic; ranges: ReactNode }) {
  const { range, total, previous, behindSince } = traffic;
  const { last, before } = RANGE_WORDS[range];
  return (
    <div className="mt-2 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
      <div className="min-w-0">
        <h2 className="text-base font-semibold">
          {total.calls === 0 && total.decisions === 0
            ? `No calls in ${last}`
            : `${count(total.calls)} ${total.calls === 1 ? "call" : "calls"} in ${last}`}
        </h2>
        <p className="text-xs text-ink-3">
          {total.decisions === 0
            ? "There were calls before: look further back."
            : `${change(total.calls, previous?.calls ?? null, before)}.`}
        </p>
        {behindSince !== null && (
          <p role="status" className="mt-1 w-fit rounded-md bg-hold-soft px-2 py-1 text-xs text-hold">
            Counted until <AbsoluteTime at={behindSince} />: the process that counts is behind, or not
            running.
          </p>
        )}
      </div>
      {ranges}
    </div>
  );
}
