import { ChevronsUp, EyeOff, UserX, UsersRound } from "lucide-react";
import type { MouseEvent, ReactNode } from "react";
import type { ApprovalRow } from "@/lib/approvals/types";
import { Checkbox } from "../ui/checkbox";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { RiskBadge, StatusBadge } from "../ui/status-badge";
import { Clock } from "./clock";
import { Consequence, consequenceText } from "./consequence";
import { progressInShort } from "./progress";

const EDGE: Record<string, string> = {
  CRITICAL: "before:bg-critical-solid",
  HIGH: "before:bg-high-solid",
  MEDIUM: "before:bg-hold-solid",
  LOW: "before:bg-line-strong",
};

/** For ticking; left out where several can't be decided at once. */
export type Ticking = { ticked: boolean; onTick: (id: string, ticked: boolean, range: boolean) => void };

type InboxRowProps = {
  row: ApprovalRow;
  selected: boolean;
  onSelect: (id: string, event: MouseEvent) => void;
  ticking?: Ticking | undefined;
};

/** One request: what would happen, how bad that can be, who asks, how long is left. */
export function InboxRow({ row, selected, onSelect, ticking }: InboxRowProps) {
  return (
    <div
      className={cn(
        "relative flex border-b border-line before:absolute before:inset-y-0 before:left-0 before:w-1",
        EDGE[row.riskLevel] ?? EDGE.HIGH,
        selected ? "max-lg:hover:bg-hover lg:bg-accent-soft" : "hover:bg-hover",
        ticking?.ticked && "bg-accent-soft",
      )}
    >
      {ticking && <Tick row={row} ticking={ticking} />}
      <Link
        href={`/approvals/${row.id}`}
        aria-current={selected ? "true" : undefined}
        data-approval={row.id}
        onClick={(event) => onSelect(row.id, event)}
        className={cn(
          "grid min-w-0 flex-1 gap-1 py-2.5 pr-4 focus-visible:-outline-offset-2",
          ticking ? "pl-2" : "pl-5",
        )}
      >
        <span className="flex min-w-0 items-center gap-2">
          <RiskBadge level={row.riskLevel} />
          {row.status !== "pending" && <StatusBadge status={row.status} kind="Verdict" className="min-w-0" />}
          <span className="ml-auto shrink-0 text-xs">
            {row.status === "pending" ? (
              <Clock expiresAt={row.expiresAt} frozenAt={row.frozen?.since} />
            ) : (
              <RelativeTime at={row.decidedAt ?? row.createdAt} className="text-ink-3" />
            )}
          </span>
        </span>
        <span className="line-clamp-2 text-sm leading-5 wrap-anywhere text-ink">
          <Consequence parts={row.consequence} />
        </span>
        <span className="flex min-w-0 items-center gap-1.5 text-xs text-ink-3">
          <span className="min-w-0 shrink-3 truncate">{row.agentName}</span>
          <span aria-hidden>·</span>
          <span className="min-w-0 truncate font-mono text-2xs">{row.capability}</span>
          <RowNote row={row} />
        </span>
      </Link>
    </div>
  );
}

function Tick({ row, ticking }: { row: ApprovalRow; ticking: Ticking }) {
  return (
    // Clicking a label clicks what it is the label of: the box is easier to hit.
    <label
      className="grid w-9 shrink-0 place-items-center pl-2"
      title={row.canDeny.ok ? undefined : row.canDeny.reason}
    >
      <Checkbox
        aria-label={`Select: ${consequenceText(row.consequence)}`}
        checked={ticking.ticked}
        disabled={!row.canDeny.ok}
        onClick={(event) => ticking.onTick(row.id, !ticking.ticked, event.shiftKey)}
        className="disabled:opacity-35"
      />
    </label>
  );
}

function RowNote({ row }: { row: ApprovalRow }) {
  if (row.status !== "pending") {
    return (
      <span className="ml-auto flex shrink-0 items-center gap-1.5">
        {row.decidedBy && <span className="max-w-36 truncate">{row.decidedBy}</span>}
        {row.outcome && <StatusBadge status={row.outcome} kind="Outcome" />}
      </span>
    );
  }
  const progress = progressInShort(row);
  const blocked = !row.canDeny.ok && row.canDeny.cause !== "expired" ? row.canDeny.reason : null;
  const placeOf = row.can.ok ? row.can.inPlaceOf : null;
  return (
    <span className="ml-auto flex shrink-0 items-center gap-1.5">
      {progress && <span className="font-medium text-ink-2">{progress}</span>}
      {row.hiddenCharacters && (
        <Sign text="Its arguments have hidden characters" className="text-deny">
          <EyeOff aria-hidden className="size-3.5" />
        </Sign>
      )}
      {row.escalatedAt && (
        <Sign text="Escalated" className="text-high">
          <ChevronsUp aria-hidden className="size-3.5" />
        </Sign>
      )}
      {placeOf && (
        <Sign text={`You decide in place of ${placeOf.name}`}>
          <UsersRound aria-hidden className="size-3.5" />
        </Sign>
      )}
      {blocked && (
        <Sign text={blocked}>
          <UserX aria-hidden className="size-3.5" />
        </Sign>
      )}
    </span>
  );
}

function Sign({ text, className, children }: { text: string; className?: string; children: ReactNode }) {
  return (
    <span title={text} className={className}>
      {children}
      <span className="sr-only">{text}</span>
    </span>
  );
}
