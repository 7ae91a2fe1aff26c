import type { DecisionRow } from "@/lib/traffic/types";
import type { Column } from "../data-table";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { StatusBadge } from "../ui/status-badge";
import { duration } from "../ui/time-format";
import { reasonWords } from "./words";

export const decisionColumns: readonly Column<DecisionRow>[] = [
  {
    id: "tool",
    header: "Tool",
    width: "minmax(8rem, 1.6fr)",
    primary: true,
    cell: ({ capability }) => (
      <span className="block truncate font-mono text-xs">
        <SafeText oneLine>{capability || "no call"}</SafeText>
      </span>
    ),
  },
  {
    id: "agent",
    header: "Agent",
    width: "minmax(6rem, 1fr)",
    from: "md",
    cell: ({ agent }) => (
      <span className="truncate text-ink-2">
        <SafeText oneLine>{agent ?? "unknown agent"}</SafeText>
      </span>
    ),
  },
  {
    id: "decision",
    header: "Decision",
    width: "9rem",
    cell: ({ action }) => <StatusBadge status={action} />,
  },
  {
    id: "why",
    header: "Why",
    width: "minmax(8rem, 1.6fr)",
    from: "md",
    cell: ({ code, reason, ruleId, action }) => (
      <span className="truncate text-ink-2" title={ruleId ? `Rule ${ruleId}` : undefined}>
        {action === "DENY" && code !== "POLICY_DENIED" ? (
          reasonWords(code)
        ) : (
          <SafeText oneLine>{reason}</SafeText>
        )}
      </span>
    ),
  },
  {
    id: "outcome",
    header: "Outcome",
    width: "9rem",
    from: "lg",
    cell: ({ outcome, action }) =>
      outcome ? (
        <StatusBadge status={outcome} />
      ) : (
        <span className="text-ink-3">{action === "ALLOW" ? "None yet" : "Did not run"}</span>
      ),
  },
  {
    id: "took",
    header: "Took",
    width: "5rem",
    align: "end",
    from: "lg",
    cell: ({ durationMs }) => (durationMs === null ? "—" : duration(durationMs)),
  },
  {
    id: "when",
    header: "When",
    width: "6rem",
    align: "end",
    cell: ({ decidedAt }) => <RelativeTime at={decidedAt} className="text-ink-3" />,
  },
];
