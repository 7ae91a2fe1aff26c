import { CircleCheck } from "lucide-react";
import type { Route } from "next";
import type { IncidentPage } from "@/lib/incidents/types";
import { Panel } from "../page/panel";
import { Badge } from "../ui/badge";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";

/** What people are at, the worst first. Null where the reader may not know. */
export function OpenIncidents({ page }: { page: IncidentPage | null }) {
  return (
    <Panel
      title="Open incidents"
      flush
      actions={
        page?.nextCursor && (
          <Link href={"/incidents" as Route} className="rounded-xs text-xs text-accent hover:underline">
            All incidents
          </Link>
        )
      }
    >
      {page === null && <p className="px-4 py-4 text-sm text-ink-3">Your roles do not include incidents.</p>}
      {page?.rows.length === 0 && (
        <p className="flex items-center gap-2 px-4 py-4 text-sm text-ink-2">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-allow" />
          No incident is open.
        </p>
      )}
      {page && page.rows.length > 0 && (
        <ul>
          {page.rows.map(({ id, ref, title, severity, status, commander, openedAt }) => (
            <li key={id} className="border-b border-line last:border-b-0">
              <Link
                href={`/incidents/${id}` as Route}
                className="flex min-h-11 items-center gap-2.5 px-4 py-2 text-sm hover:bg-hover focus-visible:-outline-offset-2"
              >
                <Badge tone={severity === "SEV1" ? "critical" : severity === "SEV2" ? "high" : "neutral"}>
                  {severity}
                </Badge>
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium">
                    {ref} <SafeText oneLine>{title}</SafeText>
                  </span>
                  <span className="block truncate text-xs text-ink-3">
                    {status}, {commander === null ? "no commander" : `commander ${commander}`}
                  </span>
                </span>
                <RelativeTime at={openedAt} className="shrink-0 text-xs text-ink-3" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
