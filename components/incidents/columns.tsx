import type { IncidentRow } from "@/lib/incidents/types";
import { KIND_WORDS } from "@/lib/incidents/words";
import type { Column } from "../data-table";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { IncidentStatusBadge, SeverityBadge } from "./badges";

export const incidentColumns: readonly Column<IncidentRow>[] = [
  {
    id: "severity",
    header: "Severity",
    width: "5.5rem",
    cell: ({ severity }) => <SeverityBadge severity={severity} />,
  },
  {
    id: "incident",
    header: "Incident",
    width: "minmax(10rem, 3fr)",
    primary: true,
    cell: ({ ref, title }) => (
      <span className="flex min-w-0 items-baseline gap-2">
        <span className="shrink-0 font-mono text-xs text-ink-3">{ref}</span>
        <span className="truncate">
          <SafeText oneLine>{title}</SafeText>
        </span>
      </span>
    ),
  },
  {
    id: "status",
    header: "Status",
    width: "7rem",
    cell: ({ status }) => <IncidentStatusBadge status={status} />,
  },
  {
    id: "agent",
    header: "Agent",
    from: "md",
    cell: ({ agentName }) =>
      agentName ? <span className="truncate">{agentName}</span> : <span className="text-ink-3">—</span>,
  },
  {
    id: "kind",
    header: "Opened by",
    width: "7rem",
    from: "lg",
    cell: ({ kind }) => <span className="text-ink-2">{KIND_WORDS[kind]}</span>,
  },
  {
    id: "commander",
    header: "Commander",
    from: "md",
    cell: ({ commander }) =>
      commander ? <span className="truncate">{commander}</span> : <span className="text-hold">nobody</span>,
  },
  {
    id: "steps",
    header: "Runbook",
    width: "5.5rem",
    align: "end",
    from: "lg",
    cell: ({ steps }) => (
      <span className="text-ink-2">
        {steps.done}/{steps.total}
      </span>
    ),
  },
  {
    id: "opened",
    header: "Opened",
    width: "6.5rem",
    align: "end",
    from: "md",
    cell: ({ openedAt }) => <RelativeTime at={openedAt} className="text-ink-2" />,
  },
];
