"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { useEffect, useEffectEvent, useId, useRef, type KeyboardEvent, type MouseEvent } from "react";
import { Button } from "../../ui/button";
import { cn } from "../../ui/cn";
import { Axis, shortLength } from "./axis";
import { Bars, foldBackground } from "./bars";
import { COLUMNS, ROW_HEIGHT, type Room } from "./room";
import { RowView } from "./row";
import type { Row } from "./rows";
import { spansOf } from "./spans";
import type { Sight, TimeScale } from "./time-scale";
import { useHints } from "./use-hints";
import { useSteadyScroll } from "./use-steady-scroll";

type PaneProps = {
  sessionId: string;
  rows: readonly Row[];
  /** Of them: how many are calls. */
  calls: number;
  /** Changes with filter and order: another list than before. */
  layout: string;
  room: Room;
  scale: TimeScale;
  sight: Sight;
  now: number;
  active: number;
  onActive: (index: number) => void;
  open: string | null;
  onOpen: (row: Row) => void;
  onToggle: (row: Row, open?: boolean) => void;
  hrefOf: (callId: string) => string;
};

const OVERSCAN = 10;
const PAGE_ROWS = 12;

/** The rows, of which only those in sight are there. One stop of Tab; the arrows go from row to row and fold. */
export function Pane(props: PaneProps) {
  const { rows, calls, layout, room, scale, sight, now, active, onActive, open } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const ids = useId();
  const height = ROW_HEIGHT[room];
  const steady = useSteadyScroll(scroller, { rows, height, calls, layout });
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler runs here, and nothing below is memoized
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: OVERSCAN,
    initialRect: { width: 800, height: 700 },
  });
  const items = virtual.getVirtualItems();
  const inSight = items.flatMap(({ index }) => {
    const row = rows[index];
    return row?.kind === "call" ? row.call.id : [];
  });
  const hints = useHints(props.sessionId, inSight);

  // Where somebody goes by key or by F is shown; at the beginning, what the address names.
  const show = useEffectEvent((align: "auto" | "center") => {
    if (active >= 0) virtual.scrollToIndex(active, { align });
  });
  const activeKey = rows[active]?.key;
  const shown = useRef(false);
  useEffect(() => {
    show(shown.current ? "auto" : "center");
    shown.current = true;
  }, [activeKey]);

  const rowId = (index: number) => `${ids}-${index}`;
  const onPress = (row: Row, event: MouseEvent) => {
    // Into another tab as with any link.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onActive(rows.indexOf(row));
    if (row.kind === "turn") props.onToggle(row);
    else props.onOpen(row);
    scroller.current?.focus({ preventScroll: true });
  };
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="treegrid"
        aria-label="Calls of the session"
        aria-rowcount={rows.length + 1}
        tabIndex={0}
        aria-activedescendant={items.some(({ index }) => index === active) ? rowId(active) : undefined}
        onKeyDown={(event) => onKey(event, props)}
        onScroll={steady.onScroll}
        className="group min-h-0 flex-1 overflow-y-auto overscroll-contain outline-none [overflow-anchor:none]"
      >
        <Head room={room} scale={scale} sight={sight} />
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {room !== "narrow" && <Folds room={room} scale={scale} sight={sight} />}
          {items.map(({ index, key, start }) => {
            const row = rows[index];
            if (!row) return null;
            const spans = spansOf(row, now);
            const callId = row.kind === "turn" ? null : row.call.id;
            return (
              <RowView
                key={key}
                row={row}
                index={index}
                id={rowId(index)}
                room={room}
                now={now}
                active={index === active}
                selected={row.kind === "call" && callId === open}
                hint={callId === null ? undefined : hints.get(callId)}
                href={callId === null ? null : props.hrefOf(callId)}
                top={start}
                bars={<Bars spans={spans} scale={scale} sight={sight} />}
                when={
                  spans[0] ? `${shortLength(Math.max(0, spans[0].from - scale.from))} after the start` : ""
                }
                onPress={onPress}
                onToggle={props.onToggle}
              />
            );
          })}
        </div>
      </div>
      {steady.unseen > 0 && (
        <Button
          size="sm"
          variant="primary"
          className="absolute bottom-3 left-1/2 z-10 -translate-x-1/2 shadow-md"
          onClick={steady.toEnd}
        >
          {steady.unseen.toLocaleString("en")} new <ArrowDown aria-hidden />
        </Button>
      )}
      <span role="status" className="sr-only">
        {steady.unseen > 0 ? `${steady.unseen} new calls below` : ""}
      </span>
    </div>
  );
}

function onKey(event: KeyboardEvent, { rows, active, onActive, onOpen, onToggle }: PaneProps): void {
  if (event.metaKey || event.ctrlKey || event.altKey) return;
  const row = rows[active];
  const go = (to: number) => onActive(Math.min(rows.length - 1, Math.max(0, to)));
  const keys: Record<string, () => void> = {
    ArrowDown: () => go(active + 1),
    ArrowUp: () => go(active - 1),
    PageDown: () => go(active + PAGE_ROWS),
    PageUp: () => go(active - PAGE_ROWS),
    Home: () => go(0),
    End: () => go(rows.length - 1),
    ArrowRight: () => (row && row.children > 0 && !row.open ? onToggle(row, true) : go(active + 1)),
    ArrowLeft: () => {
      if (row && row.children > 0 && row.open) onToggle(row, false);
      else if (row?.parent) go(rows.findIndex(({ key }) => key === row.parent));
    },
    Enter: () => row && (row.kind === "turn" ? onToggle(row) : onOpen(row)),
  };
  const action = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
  if (!action) return;
  event.preventDefault();
  action();
}

function Head({ room, scale, sight }: { room: Room; scale: TimeScale; sight: Sight }) {
  return (
    <div
      role="rowgroup"
      className="sticky top-0 z-[2] border-b border-line bg-surface px-4 text-xs text-ink-3 md:px-6"
    >
      <div
        role="row"
        aria-rowindex={1}
        className={cn("grid h-9 items-center", room === "narrow" && "h-8")}
        style={{ gridTemplateColumns: room === "narrow" ? "1fr" : COLUMNS[room] }}
      >
        {room !== "narrow" && (
          <>
            <span role="columnheader" className="pl-7 font-medium">
              Call
            </span>
            <span role="columnheader" className="font-medium">
              State
            </span>
          </>
        )}
        {room === "wide" && (
          <span role="columnheader" className="pr-3 text-right font-medium">
            Took
          </span>
        )}
        <div role="columnheader" className="h-full py-0.5">
          <span className="sr-only">Time since the first call</span>
          <Axis scale={scale} sight={sight} room={room} />
        </div>
      </div>
    </div>
  );
}

/** Breaks over the whole height, behind the bars. */
function Folds({ room, scale, sight }: { room: Room; scale: TimeScale; sight: Sight }) {
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute inset-0 grid px-4 md:px-6"
      style={{ gridTemplateColumns: COLUMNS[room] }}
    >
      <div className="col-start-[-2]" style={foldBackground(scale, sight)} />
    </div>
  );
}
