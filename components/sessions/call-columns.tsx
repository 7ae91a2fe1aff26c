import type { CallRow } from "@/lib/calls/types";
import type { Column } from "../data-table";
import { SafeText } from "../ui/safe-text";
import { StatusBadge } from "../ui/status-badge";
import { absoluteUtc, duration } from "../ui/time-format";

/** The calls of one session, one line each, in the order they came. */
export const callColumns: readonly Column<CallRow>[] = [
  {
    id: "time",
    header: "Time (UTC)",
    width: "6rem",
    from: "md",
    cell: (call) => (
      <time
        dateTime={call.decidedAt}
        title={absoluteUtc(Date.parse(call.decidedAt))}
        className="font-mono text-xs text-ink-3"
      >
        {call.decidedAt.slice(11, 19)}
      </time>
    ),
  },
  {
    id: "call",
    header: "Call",
    width: "minmax(10rem, 2.2fr)",
    primary: true,
    cell: (call) => (
      <span className="block min-w-0">
        <span className="block truncate font-mono text-xs">
          <SafeText oneLine>{call.capability}</SafeText>
        </span>
        <span className="block truncate font-mono text-2xs font-normal text-ink-3">
          <SafeText oneLine>{call.preview || "no arguments"}</SafeText>
        </span>
      </span>
    ),
  },
  {
    id: "decision",
    header: "Decision",
    width: "9rem",
    from: "md",
    cell: (call) => <StatusBadge status={call.action} />,
  },
  {
    id: "why",
    header: "Rule and reason",
    width: "minmax(8rem, 1.8fr)",
    from: "lg",
    cell: (call) => <Why call={call} />,
  },
  {
    id: "wait",
    header: "Waited",
    width: "5.5rem",
    align: "end",
    from: "lg",
    cell: (call) => <Waited call={call} />,
  },
  {
    id: "state",
    header: "Outcome",
    width: "7.5rem",
    cell: (call) => <StatusBadge status={call.state} kind="Now" />,
  },
  {
    id: "duration",
    header: "Took",
    width: "5.5rem",
    align: "end",
    from: "md",
    cell: (call) => (
      <span className="text-ink-2">{call.outcome ? duration(call.outcome.durationMs) : ""}</span>
    ),
  },
];

function Why({ call }: { call: CallRow }) {
  return (
    <span className="block min-w-0">
      <span className="block truncate font-mono text-xs text-ink-2">{call.ruleId ?? call.step}</span>
      <span className="block truncate text-xs text-ink-3" title={call.reason}>
        <SafeText oneLine>{call.reason}</SafeText>
      </span>
    </span>
  );
}

/** How long people took; nothing where nobody was asked. */
function Waited({ call }: { call: CallRow }) {
  if (!call.approval?.decidedAt) return null;
  return (
    <span className="text-ink-2">
      {duration(Date.parse(call.approval.decidedAt) - Date.parse(call.approval.createdAt))}
    </span>
  );
}
