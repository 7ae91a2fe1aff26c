import type { PolicyRule } from "@/lib/policy/schemas";
import type { Column } from "../data-table";
import { Badge } from "../ui/badge";
import { SafeText } from "../ui/safe-text";
import { StatusBadge } from "../ui/status-badge";

export type RuleRow = PolicyRule & { line: number; position: number };

export const ruleColumns: readonly Column<RuleRow>[] = [
  {
    id: "position",
    header: "#",
    width: "2.25rem",
    cell: (rule) => <span className="text-ink-3 tabular-nums">{rule.position}</span>,
  },
  {
    id: "rule",
    header: "Rule",
    width: "minmax(0, 1.7fr)",
    primary: true,
    cell: (rule) => (
      <span className="grid min-w-0 leading-snug">
        <span className="truncate font-mono text-xs">{rule.id}</span>
        {(rule.description ?? rule.reason) && (
          <span className="truncate text-xs font-normal text-ink-3 in-data-[density=compact]:hidden">
            <SafeText oneLine>{rule.description ?? rule.reason ?? ""}</SafeText>
          </span>
        )}
      </span>
    ),
  },
  { id: "action", header: "Decision", width: "9.5rem", cell: (rule) => <StatusBadge status={rule.action} /> },
  {
    id: "who",
    header: "Who",
    width: "minmax(0, 1fr)",
    from: "md",
    cell: (rule) => <Patterns patterns={rule.principals} />,
  },
  {
    id: "what",
    header: "Capabilities",
    width: "minmax(0, 1.4fr)",
    from: "md",
    cell: (rule) => <Patterns patterns={rule.capabilities} />,
  },
  {
    id: "when",
    header: "Only when",
    width: "minmax(0, 1.5fr)",
    from: "lg",
    cell: (rule) => <Condition rule={rule} />,
  },
];

function Patterns({ patterns }: { patterns: readonly string[] }) {
  const [first, ...more] = patterns;
  return (
    <span className="flex min-w-0 items-center gap-1" title={patterns.join("\n")}>
      <span className="truncate font-mono text-xs text-ink-2">{first}</span>
      {more.length > 0 && <Badge className="shrink-0">+{more.length}</Badge>}
    </span>
  );
}

function Condition({ rule }: { rule: RuleRow }) {
  const parts = [
    ...(rule.when ? [rule.when.replace(/\s+/g, " ")] : []),
    ...(rule.environments ? [`in ${rule.environments.join(", ")}`] : []),
  ];
  if (parts.length === 0) return <span className="text-ink-3">Always</span>;
  return (
    <span className="truncate font-mono text-xs text-ink-2" title={parts.join("\n")}>
      <SafeText oneLine>{parts.join(" ")}</SafeText>
    </span>
  );
}
