import { CalendarClock, MessageSquare } from "lucide-react";
import type { RevisionSummary } from "@/lib/revisions/types";
import type { Column } from "../../data-table";
import { Badge } from "../../ui/badge";
import { AbsoluteTime, RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { StatusBadge } from "../../ui/status-badge";
import { PersonName } from "../review/person-name";

export const revisionColumns: readonly Column<RevisionSummary>[] = [
  {
    id: "number",
    header: "#",
    width: "3rem",
    cell: ({ number }) => <span className="text-ink-3 tabular-nums">{number}</span>,
  },
  {
    id: "title",
    header: "Revision",
    width: "minmax(0, 2fr)",
    primary: true,
    cell: (row) => (
      <span className="grid min-w-0 leading-snug">
        <span className="truncate">
          {row.title ? <SafeText oneLine>{row.title}</SafeText> : `Revision ${row.number}`}
        </span>
        <span className="truncate text-xs font-normal text-ink-3">
          <PersonName person={row.createdBy} />
          {row.scheduledAt && (
            <>
              {" · "}
              <CalendarClock aria-hidden className="mb-0.5 inline size-3" /> scheduled for{" "}
              <AbsoluteTime at={row.scheduledAt} />
            </>
          )}
        </span>
      </span>
    ),
  },
  { id: "state", header: "State", width: "8rem", cell: ({ state }) => <StatusBadge status={state} /> },
  {
    id: "in-force",
    header: "In force in",
    width: "minmax(0, 1.1fr)",
    from: "md",
    cell: ({ inForce }) =>
      inForce.length === 0 ? (
        <span className="text-ink-3">—</span>
      ) : (
        <span className="flex min-w-0 flex-wrap gap-1">
          {inForce.map((environment) => (
            <Badge key={environment} tone={environment === "production" ? "allow" : "outline"}>
              {environment}
            </Badge>
          ))}
        </span>
      ),
  },
  {
    id: "approvals",
    header: "Approvals",
    width: "7rem",
    from: "md",
    cell: (row) =>
      row.state === "draft" || row.state === "in_review" ? (
        <span className="tabular-nums">
          {row.approvals} of {row.requiredApprovals}
        </span>
      ) : (
        <span className="text-ink-3">—</span>
      ),
  },
  {
    id: "comments",
    header: "Open",
    width: "5rem",
    from: "lg",
    cell: ({ openComments }) =>
      openComments > 0 ? (
        <span className="flex items-center gap-1 text-hold" title={`${openComments} open comments`}>
          <MessageSquare aria-hidden className="size-3.5" />
          {openComments}
          <span className="sr-only"> open comments</span>
        </span>
      ) : (
        <span className="text-ink-3">—</span>
      ),
  },
  {
    id: "changed",
    header: "Last change",
    width: "minmax(0, 1.1fr)",
    from: "lg",
    cell: ({ updatedAt, updatedBy }) => (
      <span className="truncate text-ink-2">
        <RelativeTime at={updatedAt} /> by <PersonName person={updatedBy} />
      </span>
    ),
  },
];
