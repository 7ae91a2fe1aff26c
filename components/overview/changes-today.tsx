import type { Route } from "next";
import { Actor } from "../audit/actor";
import { Panel } from "../page/panel";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import type { Changes } from "./types";

/** What was changed since midnight, newest first; each row leads to its audit record. */
export function ChangesToday({ changes }: { changes: Changes | null }) {
  return (
    <Panel
      title="Changes today (UTC)"
      flush
      actions={
        changes?.more && (
          <Link
            href={"/audit?category=control" as Route}
            className="rounded-xs text-xs text-accent hover:underline"
          >
            All changes
          </Link>
        )
      }
    >
      {changes === null ? (
        <p className="px-4 py-4 text-sm text-ink-3">Your roles do not include the audit log.</p>
      ) : changes.rows.length === 0 ? (
        <p className="px-4 py-4 text-sm text-ink-2">Nothing was changed today.</p>
      ) : (
        <ul>
          {changes.rows.map(({ id, action, actor, recordedAt }) => (
            <li key={id} className="border-b border-line last:border-b-0">
              <Link
                href={`/audit?open=${id}` as Route}
                className="flex min-h-10 items-center gap-3 px-4 py-1.5 text-sm hover:bg-hover focus-visible:-outline-offset-2"
              >
                <span className="min-w-0 flex-1 truncate font-medium">{words(action)}</span>
                <span className="min-w-0 truncate text-xs text-ink-3">
                  <Actor actor={actor} />
                </span>
                <RelativeTime at={recordedAt} className="shrink-0 text-xs text-ink-3" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** "policy.settings_changed" as "Policy: settings changed". */
function words(action: string): string {
  const [subject = "", ...rest] = action.split(".");
  const text = `${subject.replaceAll("_", " ")}: ${rest.join(" ").replaceAll("_", " ")}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
