import type { SemanticChange } from "@/lib/policy/check-types";
import { DataTable, type Column } from "../../data-table";
import { SafeText } from "../../ui/safe-text";
import { StatusBadge } from "../../ui/status-badge";

const columns: readonly Column<SemanticChange>[] = [
  {
    id: "call",
    header: "Who may ask for what",
    width: "minmax(0, 1.6fr)",
    primary: true,
    cell: (change) => (
      <span className="grid min-w-0 font-mono text-xs leading-snug">
        <span className="truncate text-ink" title={change.capability}>
          <SafeText oneLine>{change.capability}</SafeText>
        </span>
        <span className="truncate text-ink-3" title={change.principal}>
          <SafeText oneLine>{change.principal}</SafeText>
        </span>
      </span>
    ),
  },
  {
    id: "change",
    header: "Was → would be",
    width: "minmax(0, 1.7fr)",
    cell: (change) => (
      <span className="flex min-w-0 flex-wrap items-center gap-1">
        <StatusBadge status={change.from} />
        <span aria-hidden className="text-ink-3">
          →
        </span>
        <span className="sr-only">becomes</span>
        <StatusBadge status={change.to} />
      </span>
    ),
  },
  {
    id: "direction",
    header: "Direction",
    width: "6rem",
    from: "md",
    cell: ({ direction }) =>
      direction === "loosens" ? <strong className="font-medium text-hold">Loosens</strong> : "Tightens",
  },
  {
    id: "when",
    header: "When",
    width: "minmax(0, 1.6fr)",
    from: "md",
    cell: ({ when }) => (
      <span className="truncate text-xs text-ink-2" title={when}>
        <SafeText oneLine>{when}</SafeText>
      </span>
    ),
  },
  {
    id: "environment",
    header: "Environment",
    width: "7rem",
    from: "lg",
    cell: ({ environment }) => <SafeText oneLine>{environment}</SafeText>,
  },
];

type ChangeTableProps = { changes: readonly SemanticChange[]; truncated: boolean };

/** Each place of the request space where two policies answer differently. */
export function ChangeTable({ changes, truncated }: ChangeTableProps) {
  if (changes.length === 0) return null;
  const keyed = changes.map((change, index) => ({ ...change, key: String(index) }));
  return (
    <DataTable
      label="Answers that change"
      columns={columns}
      rows={keyed}
      rowKey={(row) => row.key}
      rowTone={(row) => (row.direction === "loosens" ? "hold" : undefined)}
      inset
      footer={
        truncated && (
          <p className="border-t border-line px-4 py-2 text-xs text-ink-3">
            There are more: only the first {changes.length} are listed.
          </p>
        )
      }
    />
  );
}
