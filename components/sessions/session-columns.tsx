import type { SessionRow } from "@/lib/calls/types";
import type { IncidentChip } from "@/lib/incidents/types";
import { TaintChips } from "../containment/taint-chips";
import type { Column } from "../data-table";
import { IncidentChips } from "../incidents/chips";
import { shortId } from "../ui/copy-id";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { StatusBadge } from "../ui/status-badge";
import { RiskChip } from "./risk-chip";
import { kindLabel } from "./session-filters";

/** Where a session stands, for its badge. */
export function sessionStatus(session: SessionRow): "waiting" | "active" | "ended" {
  if (session.waiting > 0) return "waiting";
  return session.endedAt ? "ended" : "active";
}

/** @param incidents of the sessions, by session */
export const sessionColumns = (
  incidents: ReadonlyMap<string, readonly IncidentChip[]>,
): readonly Column<SessionRow>[] => [
  {
    id: "session",
    header: "Session",
    width: "minmax(10rem, 2fr)",
    primary: true,
    cell: (row) => (
      <span className="block min-w-0">
        <span className="block truncate">
          {row.label ? (
            <SafeText oneLine>{row.label}</SafeText>
          ) : (
            <span className="font-mono text-xs">{shortId(row.id)}</span>
          )}
        </span>
        <span className="block truncate text-xs font-normal text-ink-3 md:hidden">
          {row.agentName}
          {row.quarantine && <strong className="font-semibold text-deny"> · quarantined</strong>}
        </span>
      </span>
    ),
  },
  {
    id: "agent",
    header: "Agent",
    from: "md",
    cell: (row) => <span className="truncate">{row.agentName}</span>,
  },
  {
    id: "kind",
    header: "Door",
    width: "7rem",
    from: "lg",
    cell: (row) => <span className="truncate text-ink-2">{kindLabel(row.kind)}</span>,
  },
  {
    id: "status",
    header: "Status",
    width: "7.5rem",
    cell: (row) => <StatusBadge status={sessionStatus(row)} />,
  },
  {
    id: "risk",
    header: "Risk and labels",
    width: "minmax(8rem, 1fr)",
    from: "md",
    cell: (row) => (
      <div className="flex min-w-0 flex-wrap gap-1">
        <RiskChip session={row} />
        <TaintChips taint={row.taint} />
        {/* Above the link of the whole row. */}
        <IncidentChips chips={incidents.get(row.id) ?? []} brief className="relative" />
      </div>
    ),
  },
  {
    id: "allow",
    header: "Allowed",
    width: "5.5rem",
    align: "end",
    from: "md",
    cell: (row) => <Count n={row.counts.allow} capped={row.counts.capped} />,
  },
  {
    id: "deny",
    header: "Denied",
    width: "5.5rem",
    align: "end",
    from: "md",
    cell: (row) => <Count n={row.counts.deny} capped={row.counts.capped} tone="text-deny" />,
  },
  {
    id: "failed",
    header: "Failed",
    width: "5rem",
    align: "end",
    from: "lg",
    cell: (row) => <Count n={row.failed} capped={row.counts.capped} tone="text-deny" />,
  },
  {
    id: "ask",
    header: "Asked",
    width: "5.5rem",
    align: "end",
    from: "md",
    cell: (row) => <Count n={row.counts.ask} capped={row.counts.capped} tone="text-hold" />,
  },
  {
    id: "last",
    header: "Last call",
    width: "6.5rem",
    align: "end",
    cell: (row) =>
      row.lastActivityAt ? (
        <RelativeTime at={row.lastActivityAt} className="text-ink-2" />
      ) : (
        <span className="text-ink-3">none</span>
      ),
  },
];

/** "12", or "12+" where only the newest calls were counted. */
function Count({ n, capped, tone = "text-ink-2" }: { n: number; capped: boolean; tone?: string }) {
  return (
    <span className={n === 0 ? "text-ink-3" : tone} title={capped ? "Of the newest 500 calls" : undefined}>
      {n}
      {capped && "+"}
    </span>
  );
}
