import type { BucketRow, LimitRow } from "@/lib/limits/types";
import { cn } from "../ui/cn";
import { SafeText } from "../ui/safe-text";
import { inWords, usedPercent } from "./model";

const SHOWN = 3;
/** From this much on somebody is near. */
const NEAR = 80;

/** Who has used how much, the nearest to the end first. */
export function BucketList({ limit }: { limit: LimitRow }) {
  const { buckets, scope, target, enabled } = limit;
  if (!enabled) return <span className="text-ink-3">Switched off</span>;
  if (buckets.length === 0) return <span className="text-ink-3">Nobody has used any of it lately</span>;
  const named = scope !== "tenant" && target === null;
  return (
    <ul className="grid w-full max-w-lg min-w-0 gap-1.5 py-1.5">
      {buckets.slice(0, SHOWN).map((bucket) => (
        <li key={bucket.target} className="min-w-0">
          <Bucket bucket={bucket} named={named} />
        </li>
      ))}
      {buckets.length > SHOWN && (
        <li className="text-xs text-ink-3">and {buckets.length - SHOWN} more that have used less</li>
      )}
    </ul>
  );
}

function Bucket({ bucket, named }: { bucket: BucketRow; named: boolean }) {
  const { size, left, waitSeconds, fullInSeconds } = bucket;
  const percent = usedPercent(bucket);
  const used = Math.min(size, Math.max(0, Math.ceil(size - left - 1e-6)));
  const empty = waitSeconds > 0;
  const tone = empty ? "bg-deny" : percent >= NEAR ? "bg-hold" : "bg-accent";
  return (
    <div className="grid gap-1 text-xs">
      <div className="flex min-w-0 flex-wrap items-baseline justify-between gap-x-3">
        <span className="min-w-0 wrap-anywhere">
          {named && <SafeText oneLine>{bucket.name}</SafeText>}
          {named && " · "}
          <span className="tabular-nums">
            {used.toLocaleString("en-US")} of {size.toLocaleString("en-US")} used
          </span>
        </span>
        <span className={cn("shrink-0 tabular-nums", empty ? "font-medium text-deny" : "text-ink-3")}>
          {empty
            ? `Nothing left for ${inWords(waitSeconds)}`
            : used > 0 && `full in ${inWords(fullInSeconds)}`}
        </span>
      </div>
      <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-sunken">
        <div className={cn("h-full rounded-full", tone)} style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
