import type { UpstreamRow } from "@/lib/upstreams/types";
import { RelativeTime } from "../ui/relative-time";

/** When what an upstream offers last changed, and what that did to the registry. */
export function LastChange({ change }: { change: UpstreamRow["lastChange"] }) {
  if (!change) return <span className="text-ink-3">—</span>;
  return (
    <span className="grid min-w-0 leading-snug">
      <RelativeTime at={change.at} className="truncate text-ink-2" />
      <span className="truncate text-xs text-ink-3">{changeWords(change)}</span>
    </span>
  );
}

export function changeWords({ added, suspended, retired }: NonNullable<UpstreamRow["lastChange"]>): string {
  const parts = [
    ...(added > 0 ? [`${added} new`] : []),
    ...(suspended > 0 ? [`${suspended} changed`] : []),
    ...(retired > 0 ? [`${retired} gone`] : []),
  ];
  return parts.length === 0 ? "restored" : parts.join(", ");
}
