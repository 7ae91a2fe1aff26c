import type { ReviewQueueRow } from "@/lib/capabilities/types";
import type { Column } from "../../data-table";
import { Badge } from "../../ui/badge";
import { Checkbox } from "../../ui/checkbox";
import { RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { RiskBadge } from "../../ui/status-badge";
import { operationLabel } from "../filters";

type Selection = {
  chosen: ReadonlySet<string>;
  toggle: (id: string, on: boolean) => void;
  disabled: boolean;
};

/** More of an upstream's words than a line needs. */
const LONGEST = 200;

export function queueColumns({ chosen, toggle, disabled }: Selection): readonly Column<ReviewQueueRow>[] {
  return [
    {
      id: "choose",
      header: <span className="sr-only">Choose</span>,
      width: "2.25rem",
      cell: (row) =>
        row.readOnly && (
          <Checkbox
            className="relative z-10"
            aria-label={`Choose ${row.name}`}
            disabled={disabled}
            checked={chosen.has(row.id)}
            onCheckedChange={(next) => toggle(row.id, next === true)}
          />
        ),
    },
    {
      id: "name",
      header: "Capability",
      width: "minmax(0, 2.4fr)",
      primary: true,
      cell: (row) => (
        <span className="grid min-w-0 leading-snug">
          <span className="truncate font-mono text-xs">{row.name}</span>
          <span className="truncate text-xs font-normal text-ink-3">
            <SafeText oneLine>{firstLine(row.description) || "No description."}</SafeText>
          </span>
        </span>
      ),
    },
    {
      id: "why",
      header: "Why",
      width: "7rem",
      cell: (row) =>
        row.status === "suspended" ? <Badge tone="hold">Changed</Badge> : <Badge tone="outline">New</Badge>,
    },
    {
      id: "says",
      header: "Its upstream says",
      width: "11.5rem",
      from: "lg",
      cell: (row) => <span className="truncate text-ink-2">{claimOf(row)}</span>,
    },
    {
      id: "guess",
      header: "Counts as",
      width: "11rem",
      from: "md",
      cell: (row) => (
        <span className="flex min-w-0 items-center gap-2">
          <RiskBadge level={row.riskLevel} />
          <span className="truncate text-ink-2">{operationLabel(row.operation)}</span>
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
      id: "since",
      header: "Waiting",
      width: "5.5rem",
      align: "end",
      from: "md",
      cell: (row) => <RelativeTime at={row.waitingSince} className="text-ink-3" />,
    },
  ];
}

/** What is guessed of a tool that nobody has reviewed is what its annotations say. */
function claimOf(row: ReviewQueueRow): string {
  if (row.status === "suspended") return "Something else than before";
  if (row.operation === "READ") return "It only reads";
  return row.operation === "DELETE" ? "It destroys" : "It changes things";
}

function firstLine(text: string): string {
  return (text.trim().split("\n", 1)[0] ?? "").slice(0, LONGEST);
}
