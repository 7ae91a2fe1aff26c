import { ChevronRight } from "lucide-react";
import type { Route } from "next";
import type { MouseEvent, ReactNode } from "react";
import type { CallHint } from "@/lib/calls/waterfall/types";
import { cn } from "../../ui/cn";
import { Link } from "../../ui/link";
import { SafeText } from "../../ui/safe-text";
import { StatusBadge, STATUSES } from "../../ui/status-badge";
import { shortLength } from "./axis";
import { isFailure, type Bar } from "./model";
import { COLUMNS, ROW_HEIGHT, type Room } from "./room";
import type { ApprovalRow, CallRow, CompensationRow, Row, TurnRow } from "./rows";

type RowViewProps = {
  row: Row;
  index: number;
  id: string;
  room: Room;
  now: number;
  active: boolean;
  selected: boolean;
  hint: CallHint | undefined;
  href: string | null;
  top: number;
  bars: ReactNode;
  /** Since the first call, for who can't see the bar. */
  when: string;
  onPress: (row: Row, event: MouseEvent) => void;
  onToggle: (row: Row) => void;
};

export function RowView(props: RowViewProps) {
  const { row, index, id, room, active, selected, top, bars, when, onPress } = props;
  const failed = row.kind === "call" && isFailure(row.call);
  return (
    <div
      id={id}
      role="row"
      data-row={row.key}
      aria-rowindex={index + 2}
      aria-level={row.level}
      aria-selected={selected}
      {...(row.children > 0 && { "aria-expanded": row.open })}
      onClick={(event) => onPress(row, event)}
      className={cn(
        "absolute inset-x-0 top-0 grid cursor-default items-center border-b border-line px-4 md:px-6",
        row.kind === "turn" ? "bg-sunken/60" : "hover:bg-hover",
        selected && "bg-accent-soft hover:bg-accent-soft",
        failed &&
          "before:absolute before:inset-y-0 before:left-0 before:w-0.75 before:bg-deny-solid before:content-['']",
        active &&
          "in-focus-visible:outline-2 in-focus-visible:-outline-offset-2 in-focus-visible:outline-focus",
      )}
      style={{
        height: ROW_HEIGHT[room],
        transform: `translateY(${top}px)`,
        gridTemplateColumns: COLUMNS[room],
      }}
    >
      <div
        role="gridcell"
        className="flex min-w-0 items-center gap-1 pr-3"
        style={{ paddingLeft: `${(row.level - 1) * 0.9}rem` }}
      >
        <Toggle {...props} />
        <Name {...props} failed={failed} />
      </div>
      <div role="gridcell" className="min-w-0 pr-3">
        <Verdict row={row} room={room} />
      </div>
      {room === "wide" && (
        <div role="gridcell" className="pr-3 text-right text-xs text-ink-2 tabular-nums">
          {took(row, props.now)}
        </div>
      )}
      <div role="gridcell" className={cn("h-full min-w-0", room === "narrow" && "col-span-2 h-4 self-start")}>
        <span className="sr-only">{when}</span>
        {bars}
      </div>
    </div>
  );
}

/** For the mouse; by keyboard the arrows fold. */
function Toggle({ row, onToggle }: Pick<RowViewProps, "row" | "onToggle">) {
  if (row.children === 0) return <span className="w-6 shrink-0" />;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={row.open ? "Fold" : "Unfold"}
      onClick={(event) => {
        event.stopPropagation();
        onToggle(row);
      }}
      className="grid size-6 shrink-0 place-items-center rounded-xs text-ink-3 hover:bg-active hover:text-ink"
    >
      <ChevronRight aria-hidden className={cn("size-3.5 transition-transform", row.open && "rotate-90")} />
    </button>
  );
}

function Name({ row, hint, href, failed }: RowViewProps & { failed: boolean }) {
  switch (row.kind) {
    case "turn":
      return <TurnName row={row} />;
    case "call":
      return <CallName call={row.call} hint={hint} href={href ?? ""} failed={failed} />;
    case "approval":
      return (
        <InnerLink href={`/approvals/${row.asked.id}`}>
          {row.asked.until === null ? "People are asked" : "People were asked"}
        </InnerLink>
      );
    case "compensation":
      return <CompensationName row={row} />;
  }
}

function TurnName({ row: { turn } }: { row: TurnRow }) {
  return (
    <span className="min-w-0 truncate text-sm font-medium">
      Turn <SafeText oneLine>{turn.key}</SafeText>
      {turn.label && (
        <span className="font-normal text-ink-2">
          {" "}
          <SafeText oneLine>{turn.label}</SafeText>
        </span>
      )}
    </span>
  );
}

type CallNameProps = { call: Bar; hint: CallHint | undefined; href: string; failed: boolean };

function CallName({ call, hint, href, failed }: CallNameProps) {
  const second = call.state === "denied" ? hint?.reason : hint?.preview || (hint && "no arguments");
  return (
    <span className="grid min-w-0">
      {/* Out of the order of Tab: the table is one stop, and Enter opens its current row. */}
      <a
        href={href}
        tabIndex={-1}
        className={cn("truncate font-mono text-xs", failed ? "font-bold text-deny" : "text-ink")}
      >
        <SafeText oneLine>{call.capability}</SafeText>
      </a>
      <span className="h-4 truncate font-mono text-2xs text-ink-3">
        {second && <SafeText oneLine>{second}</SafeText>}
      </span>
    </span>
  );
}

function CompensationName({ row: { compensation, side } }: { row: CompensationRow }) {
  const { runCallId, runSessionId, incidentId, incidentNumber, capability } = compensation;
  const there = side === "taken_back" && runSessionId && runCallId;
  return (
    <InnerLink href={there ? `/sessions/${runSessionId}?call=${runCallId}` : `/incidents/${incidentId}`}>
      {side === "takes_back" ? "Takes an earlier call back" : "Taken back"}
      {side === "taken_back" && capability && (
        <>
          {" "}
          by{" "}
          <span className="font-mono text-xs">
            <SafeText oneLine>{capability}</SafeText>
          </span>
        </>
      )}{" "}
      · INC-{incidentNumber}
    </InnerLink>
  );
}

function InnerLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      // Safe because every caller builds it from our own routes and ids.
      href={href as Route}
      tabIndex={-1}
      onClick={(event) => event.stopPropagation()}
      className="min-w-0 truncate rounded-xs text-xs text-ink-2 underline decoration-line-strong underline-offset-2 hover:text-ink"
    >
      {children}
    </Link>
  );
}

function Verdict({ row, room }: { row: Row; room: Room }) {
  switch (row.kind) {
    case "turn":
      return <TurnVerdict row={row} />;
    case "call":
      return <CallVerdict row={row} room={room} />;
    case "approval":
      return <StatusBadge status={row.asked.status} />;
    case "compensation":
      return <StatusBadge status={row.compensation.state} />;
  }
}

function TurnVerdict({ row: { calls } }: { row: TurnRow }) {
  const failed = calls.filter(isFailure).length;
  return (
    <span className="block truncate text-xs text-ink-3">
      {calls.length} {calls.length === 1 ? "call" : "calls"}
      {failed > 0 && <strong className="font-semibold text-deny"> · {failed} failed</strong>}
    </span>
  );
}

function CallVerdict({ row: { call }, room }: { row: CallRow; room: Room }) {
  const action = STATUSES[call.action as keyof typeof STATUSES]?.label ?? call.action;
  return (
    <span
      className={cn("grid min-w-0 gap-px", room === "narrow" ? "justify-items-end" : "justify-items-start")}
    >
      <StatusBadge status={call.state} kind="Now" />
      {room !== "narrow" && (
        <span
          className="max-w-full truncate text-2xs text-ink-3"
          title={`${action}, ${call.step} · ${call.code}${call.rule ? `, rule ${call.rule}` : ""}`}
        >
          {action} · {call.rule ?? call.code}
          {call.attempts > 1 && ` · ${call.attempts} attempts`}
        </span>
      )}
    </span>
  );
}

function took(row: Row, now: number): string {
  switch (row.kind) {
    case "turn":
      return row.turn.modelMs === null ? "" : shortLength(row.turn.modelMs);
    case "call":
      return row.call.run ? shortLength(row.call.run.ms ?? Math.max(0, now - row.call.run.from)) : "";
    case "approval":
      return waited(row, now);
    case "compensation":
      return "";
  }
}

function waited({ asked }: ApprovalRow, now: number): string {
  return shortLength(Math.max(0, (asked.until ?? now) - asked.from));
}
