import type { CapabilityRow } from "@/lib/capabilities/types";
import type { Column } from "../data-table";
import { Badge } from "../ui/badge";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { RiskBadge, StatusBadge, STATUSES } from "../ui/status-badge";
import { operationLabel } from "./filters";

export const capabilityColumns: readonly Column<CapabilityRow>[] = [
  {
    id: "name",
    header: "Capability",
    width: "minmax(0, 2.4fr)",
    primary: true,
    cell: (row) => (
      <span className="grid min-w-0 leading-snug">
        <span className="truncate font-mono text-xs">{row.name}</span>
        {row.status !== "active" && (
          <span className="text-xs font-medium text-hold md:hidden">{STATUSES[row.status].label}</span>
        )}
        {row.title && (
          <span className="truncate text-xs font-normal text-ink-3 in-data-[density=compact]:hidden">
            <SafeText oneLine>{row.title}</SafeText>
          </span>
        )}
      </span>
    ),
  },
  { id: "risk", header: "Risk", width: "7.5rem", cell: (row) => <RiskBadge level={row.riskLevel} /> },
  {
    id: "operation",
    header: "Operation",
    width: "6rem",
    from: "md",
    cell: (row) => <span className="text-ink-2">{operationLabel(row.operation)}</span>,
  },
  {
    id: "undo",
    header: "Can be undone",
    width: "minmax(0, 1fr)",
    from: "lg",
    cell: (row) => (
      <span className="truncate text-ink-2">
        {row.reversible ? "Yes" : row.compensationSupported ? "By compensation" : "No"}
      </span>
    ),
  },
  {
    id: "upstream",
    header: "Upstream",
    width: "minmax(0, 1fr)",
    from: "lg",
    cell: (row) => <span className="truncate text-ink-2">{row.upstream.name}</span>,
  },
  {
    id: "status",
    header: "Status",
    width: "7.5rem",
    from: "md",
    cell: (row) => <StatusBadge status={row.status} />,
  },
  {
    id: "review",
    header: "Reviewed",
    width: "6.5rem",
    from: "lg",
    cell: (row) =>
      row.reviewed ? <span className="text-ink-2">Yes</span> : <Badge tone="hold">Not yet</Badge>,
  },
  {
    id: "updated",
    header: "Changed",
    width: "6rem",
    align: "end",
    from: "md",
    cell: (row) => <RelativeTime at={row.updatedAt} className="text-ink-3" />,
  },
];
