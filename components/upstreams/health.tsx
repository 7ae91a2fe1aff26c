import type { UpstreamRow } from "@/lib/upstreams/types";
import { cn } from "../ui/cn";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { duration } from "../ui/time-format";

type Known = Pick<UpstreamRow, "enabled" | "health" | "kind">;

export type UpstreamState = "up" | "down" | "unknown" | "disabled";

/** Health as people filter by it: what is switched off is neither up nor down. */
export function stateOf({ enabled, health }: Known): UpstreamState {
  return enabled ? health.status : "disabled";
}

export const STATE_WORDS: Record<UpstreamState, string> = {
  up: "Up",
  down: "Down",
  unknown: "Not checked yet",
  disabled: "Disabled",
};

const DOT: Record<UpstreamState, string> = {
  up: "bg-allow-solid",
  down: "bg-deny-solid",
  unknown: "border border-line-control bg-transparent",
  disabled: "bg-line-control",
};

/** A dot, the word, and since when; what the last check found stands under it. Unknown is never green. */
export function Health({ upstream, full }: { upstream: Known; full?: boolean }) {
  const { health } = upstream;
  const state = stateOf(upstream);
  return (
    <span className="grid min-w-0 leading-snug">
      <span className="flex min-w-0 items-center gap-1.5">
        <span aria-hidden className={cn("size-2 shrink-0 rounded-full", DOT[state])} />
        <span className={cn("truncate", state === "down" && "font-medium text-deny")}>
          {STATE_WORDS[state]}
        </span>
        {state === "up" && health.latencyMs !== null && (
          <span className="truncate text-xs text-ink-3 tabular-nums">{duration(health.latencyMs)}</span>
        )}
        {state === "down" && health.since && (
          <span className="truncate text-xs text-ink-3">
            <RelativeTime at={health.since} />
          </span>
        )}
      </span>
      {state === "down" && health.error && (
        <span
          className={cn("text-xs text-ink-3", !full && "truncate")}
          title={full ? undefined : health.error}
        >
          <SafeText oneLine={!full}>{health.error}</SafeText>
        </span>
      )}
    </span>
  );
}
