import type { IncidentDetail } from "@/lib/incidents/types";
import { Running } from "../clock";
import { elapsed } from "../elapsed";

/** How long it has been going on, and how long it took to get where it is. */
export function StatusLine({ incident }: { incident: IncidentDetail }) {
  const { toContain, toMitigate, toResolve, running } = incident.durations;
  const took = [
    ["Contained after", toContain],
    ["Mitigated after", toMitigate],
    ["Resolved after", toResolve],
  ] as const;
  return (
    <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-sm">
      {running && (
        <span>
          <span className="text-ink-3">Open for</span> <Running since={incident.openedAt} />
        </span>
      )}
      {took.map(([label, ms]) =>
        ms === null ? null : (
          <span key={label}>
            <span className="text-ink-3">{label}</span>{" "}
            <span className="font-mono tabular-nums">{elapsed(ms)}</span>
          </span>
        ),
      )}
    </div>
  );
}
