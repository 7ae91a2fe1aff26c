import type { SimilarDecision } from "@/lib/approvals/types";
import { Badge } from "../ui/badge";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { StatusBadge } from "../ui/status-badge";
import { Consequence } from "./consequence";

/** Earlier requests of the same tool: what people said, why, and what came of those that ran. */
export function Similar({ similar }: { similar: readonly SimilarDecision[] }) {
  if (similar.length === 0)
    return <p className="text-sm text-ink-3">None: nobody has decided about this tool here yet.</p>;
  return (
    <ul className="grid divide-y divide-line">
      {similar.map((one) => (
        <li key={one.id} className="grid gap-1 py-2 first:pt-0 last:pb-0">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <StatusBadge status={one.status} kind="Verdict" />
            {one.status === "approved" &&
              (one.outcome ? <StatusBadge status={one.outcome} kind="Outcome" /> : <Badge>Not run</Badge>)}
            {one.sameArguments && <Badge tone="outline">Same arguments</Badge>}
            <span className="ml-auto flex items-center gap-1.5 text-xs text-ink-3">
              {one.decidedBy && <span className="max-w-48 truncate">{one.decidedBy}</span>}
              {one.decidedAt && <RelativeTime at={one.decidedAt} />}
            </span>
          </div>
          <Link
            href={`/approvals/${one.id}`}
            className="line-clamp-2 rounded-xs text-sm wrap-anywhere hover:underline"
          >
            <Consequence parts={one.consequence} />
          </Link>
          {one.comment && (
            <p className="line-clamp-3 text-sm wrap-anywhere text-ink-3">
              <SafeText>{one.comment}</SafeText>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
