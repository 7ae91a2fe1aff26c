import type { CallRow } from "@/lib/calls/types";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { StatusBadge } from "../ui/status-badge";

/** A few calls on a line each, newest first: what an agent did just before. */
export function BeforeList({ calls }: { calls: readonly CallRow[] }) {
  if (calls.length === 0)
    return <p className="text-sm text-ink-3">Nothing: this is the session&apos;s first call.</p>;
  return (
    <ul className="grid divide-y divide-line">
      {calls.map((call) => (
        <li key={call.id} className="flex items-center gap-3 py-1.5 first:pt-0 last:pb-0">
          <StatusBadge status={call.state} className="w-26 justify-start" />
          <Link
            href={`/sessions/${call.sessionId}?call=${call.id}`}
            className="min-w-0 flex-1 truncate rounded-xs text-sm hover:underline"
          >
            <span className="font-mono text-xs">
              <SafeText oneLine>{call.capability}</SafeText>
            </span>
          </Link>
          <RelativeTime at={call.decidedAt} className="shrink-0 text-xs text-ink-3" />
        </li>
      ))}
    </ul>
  );
}
