import type { AffectedCall } from "@/lib/incidents/impact/types";
import type { Column } from "../../data-table";
import { RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { RiskBadge, StatusBadge } from "../../ui/status-badge";

export const affectedColumns: readonly Column<AffectedCall>[] = [
  {
    id: "call",
    header: "Call",
    width: "minmax(0, 3fr)",
    primary: true,
    cell: ({ capability, preview }) => (
      <span className="block min-w-0">
        <span className="block truncate font-mono text-sm">
          <SafeText oneLine>{capability}</SafeText>
        </span>
        <span className="block truncate font-mono text-2xs font-normal text-ink-3">
          <SafeText oneLine>{preview === "" ? "no arguments" : preview}</SafeText>
        </span>
      </span>
    ),
  },
  {
    id: "agent",
    header: "Agent",
    width: "minmax(0, 1fr)",
    from: "lg",
    cell: ({ agent }) => (
      <span className="truncate">
        <SafeText oneLine>{agent}</SafeText>
      </span>
    ),
  },
  {
    id: "decision",
    header: "Decision",
    width: "9rem",
    from: "md",
    cell: ({ decision }) => <StatusBadge status={decision} />,
  },
  { id: "state", header: "Outcome", width: "7.5rem", cell: ({ state }) => <StatusBadge status={state} /> },
  {
    id: "rule",
    header: "Rule or code",
    width: "minmax(0, 1fr)",
    from: "lg",
    cell: ({ ruleId, code }) => (
      <span className="truncate font-mono text-xs text-ink-2">{ruleId ?? code}</span>
    ),
  },
  {
    id: "risk",
    header: "Risk",
    width: "7rem",
    from: "lg",
    cell: ({ risk }) => (risk === null ? <span className="text-ink-3">—</span> : <RiskBadge level={risk} />),
  },
  {
    id: "time",
    header: "When",
    width: "6rem",
    align: "end",
    from: "md",
    cell: ({ at }) => <RelativeTime at={at} className="text-xs text-ink-3" />,
  },
];
