import type { UpstreamDetail } from "@/lib/upstreams/types";
import { RelativeTime } from "../ui/relative-time";

/** When what an upstream offers was last compared with the registry, and why it is not where that keeps failing. */
export function LastSync({ syncedAt, uncompared }: Pick<UpstreamDetail, "syncedAt" | "uncompared">) {
  if (!syncedAt && !uncompared) return <span className="text-ink-3">—</span>;
  return (
    <span className="grid min-w-0 leading-snug">
      {syncedAt ? <RelativeTime at={syncedAt} /> : <span className="text-ink-3">Never</span>}
      {uncompared && <span className="text-xs text-hold">{uncompared}</span>}
    </span>
  );
}
