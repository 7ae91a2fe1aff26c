import type { Route } from "next";
import type { ChainUse } from "@/lib/approvals/chains/types";
import { Link } from "../../ui/link";
import { STATUSES } from "../../ui/status-badge";

/** The policies that name a chain. `short`: in one cell of a table. */
export function Uses({ uses, short = false }: { uses: readonly ChainUse[]; short?: boolean }) {
  if (uses.length === 0) return <span className="text-ink-3">No policy</span>;
  const shown = short ? uses.slice(0, 2) : uses;
  return (
    <span className="relative z-10 flex min-w-0 flex-wrap gap-x-3 gap-y-0.5">
      {shown.map(({ revisionId, number, state, rules }) => (
        <span key={revisionId} className="whitespace-nowrap">
          {/* Safe because it is one of our own routes. */}
          <Link
            href={`/policy/${revisionId}` as Route}
            className="rounded-xs text-accent underline underline-offset-2"
          >
            Revision {number}
          </Link>{" "}
          <span className="text-xs text-ink-3">
            {labelOf(state)}, {rules} {rules === 1 ? "rule" : "rules"}
          </span>
        </span>
      ))}
      {uses.length > shown.length && (
        <span className="text-xs text-ink-3">and {uses.length - shown.length} more</span>
      )}
    </span>
  );
}

function labelOf(state: string): string {
  return Object.hasOwn(STATUSES, state)
    ? STATUSES[state as keyof typeof STATUSES].label.toLowerCase()
    : state;
}
