import type { CapabilityCall } from "@/lib/calls/types";
import { DataTable, type Column } from "../data-table";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { StatusBadge } from "../ui/status-badge";

const COLUMNS: readonly Column<CapabilityCall>[] = [
  {
    id: "call",
    header: "Call",
    width: "minmax(0, 2fr)",
    primary: true,
    cell: (call) => (
      <span className="block min-w-0">
        <span className="block truncate text-sm">
          <SafeText oneLine>{call.agent}</SafeText>
        </span>
        <span className="block truncate font-mono text-2xs font-normal text-ink-3">
          <SafeText oneLine>{call.preview || "no arguments"}</SafeText>
        </span>
      </span>
    ),
  },
  {
    id: "rule",
    header: "Rule",
    width: "minmax(0, 1fr)",
    from: "lg",
    cell: (call) => <span className="truncate font-mono text-xs text-ink-2">{call.ruleId ?? call.step}</span>,
  },
  { id: "state", header: "Outcome", width: "7.5rem", cell: (call) => <StatusBadge status={call.state} /> },
  {
    id: "time",
    header: "When",
    width: "5.5rem",
    align: "end",
    from: "md",
    cell: (call) => <RelativeTime at={call.decidedAt} className="text-xs text-ink-3" />,
  },
];

/** The newest calls of a capability, each leading to itself in its session. */
export function LastCalls({ calls }: { calls: readonly CapabilityCall[] }) {
  if (calls.length === 0) return <p className="px-4 py-4 text-sm text-ink-3">Nobody has called it lately.</p>;
  return (
    <DataTable
      inset
      label="Last calls, newest first"
      columns={COLUMNS}
      rows={calls}
      rowKey={(call) => call.id}
      rowHref={(call) => (call.sessionId ? `/sessions/${call.sessionId}?call=${call.id}` : undefined)}
    />
  );
}
