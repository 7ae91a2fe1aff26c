import type { SemanticChange } from "@/lib/policy/check-types";
import { DataTable, type Column } from "../../data-table";
import { SafeText } from "../../ui/safe-text";
import { StatusBadge } from "../../ui/status-badge";
import { WithCode } from "./with-code";
import { environmentsText, mergeEnvironments, type MergedChange } from "./merge-environments";

const columns: readonly Column<MergedChange>[] = [
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
        {change.detail && (
          <span className="w-full text-xs wrap-anywhere text-ink-2">
            <SafeText oneLine>{change.detail}</SafeText>
          </span>
        )}
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
      <span className="line-clamp-3 text-xs wrap-anywhere text-ink-2" title={when}>
        <WithCode text={when} />
      </span>
    ),
  },
  {
    id: "environment",
    header: "Environment",
    width: "9rem",
    from: "lg",
    cell: ({ environments }) => (
      <span className="truncate text-xs text-ink-2" title={environments.join("\n")}>
        <SafeText oneLine>{environmentsText(environments)}</SafeText>
      </span>
    ),
  },
];

type ChangeTableProps = { changes: readonly SemanticChange[]; truncated: boolean };

/** Each place of the request space where two policies answer differently. */
export function ChangeTable({ changes, truncated }: ChangeTableProps) {
  if (changes.length === 0) return null;
  return (
    <DataTable
      label="Answers that change"
      columns={columns}
      rows={mergeEnvironments(changes)}
      rowKey={(row) => row.key}
      rowTone={(row) => (row.direction === "loosens" ? "hold" : undefined)}
      inset
      className="overflow-clip rounded-b-lg"
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
