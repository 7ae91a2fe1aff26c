import { UserX } from "lucide-react";
import Link from "next/link";
import type { MouseEvent } from "react";
import type { ApprovalRow } from "@/lib/approvals/types";
import { cn } from "../ui/cn";
import { RelativeTime } from "../ui/relative-time";
import { RiskBadge, StatusBadge } from "../ui/status-badge";
import { Clock } from "./clock";
import { Consequence } from "./consequence";

const EDGE: Record<string, string> = {
  CRITICAL: "before:bg-critical-solid",
  HIGH: "before:bg-high-solid",
  MEDIUM: "before:bg-hold-solid",
  LOW: "before:bg-line-strong",
};

type InboxRowProps = {
  row: ApprovalRow;
  selected: boolean;
  onSelect: (id: string, event: MouseEvent) => void;
};

/** One request: what would happen, how bad that can be, who asks, how long is left. */
export function InboxRow({ row, selected, onSelect }: InboxRowProps) {
  return (
    <li
      className={cn(
        "relative border-b border-line table-row-lazy before:absolute before:inset-y-0 before:left-0 before:w-1",
        EDGE[row.riskLevel] ?? EDGE.HIGH,
        selected ? "max-lg:hover:bg-hover lg:bg-accent-soft" : "hover:bg-hover",
      )}
    >
      <Link
        href={`/approvals/${row.id}`}
        prefetch={false}
        aria-current={selected ? "true" : undefined}
        data-approval={row.id}
        onClick={(event) => onSelect(row.id, event)}
        className="grid gap-1 py-2.5 pr-4 pl-5 focus-visible:-outline-offset-2"
      >
        <span className="flex items-center gap-2">
          <RiskBadge level={row.riskLevel} />
          {row.status !== "pending" && <StatusBadge status={row.status} kind="Verdict" />}
          <span className="ml-auto text-xs">
            {row.status === "pending" ? (
              <Clock expiresAt={row.expiresAt} />
            ) : (
              <RelativeTime at={row.decidedAt ?? row.createdAt} className="text-ink-3" />
            )}
          </span>
        </span>
        <span className="line-clamp-2 text-sm leading-5 wrap-anywhere text-ink">
          <Consequence parts={row.consequence} />
        </span>
        <span className="flex min-w-0 items-center gap-1.5 text-xs text-ink-3">
          <span className="truncate">{row.agentName}</span>
          <span aria-hidden>·</span>
          <span className="truncate font-mono text-2xs">{row.capability}</span>
          <RowNote row={row} />
        </span>
      </Link>
    </li>
  );
}

function RowNote({ row }: { row: ApprovalRow }) {
  if (row.status !== "pending")
    return row.decidedBy && <span className="ml-auto shrink-0">{row.decidedBy}</span>;
  const quorum = row.requiredApprovals > 1 ? `${row.approvals} of ${row.requiredApprovals}` : "";
  const blocked = !row.can.ok && row.can.cause !== "expired" ? row.can.reason : null;
  return (
    <span className="ml-auto flex shrink-0 items-center gap-1.5">
      {quorum && <span className="font-medium text-ink-2">{quorum}</span>}
      {blocked && (
        <span title={blocked}>
          <UserX aria-hidden className="size-3.5" />
          <span className="sr-only">{blocked}</span>
        </span>
      )}
    </span>
  );
}
