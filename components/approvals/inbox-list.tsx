"use client";

import { useVirtualizer, useWindowVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { LoaderCircle } from "lucide-react";
import { useEffect, useLayoutEffect, useEffectEvent, useRef, useState, type MouseEvent } from "react";
import type { ApprovalRow } from "@/lib/approvals/types";
import { Button } from "../ui/button";
import { InboxRow, type Ticking } from "./inbox-row";
import { markSeen } from "./seen";

type InboxListProps = {
  rows: readonly ApprovalRow[];
  label: string;
  current: string | undefined;
  onSelect: (id: string, event: MouseEvent) => void;
  ticks?: { ticked: ReadonlySet<string>; onTick: Ticking["onTick"] } | undefined;
  more: { has: boolean; loading: boolean; failed: boolean; load: () => void };
};

/** A row before it has been measured, and how many are kept ready outside of what is seen. */
const SIZING = { estimateSize: () => 93, overscan: 8, initialRect: { width: 400, height: 900 } };
/** So near to the end the next page is read. */
const NEAR = 15;

/** The list in a pane that scrolls by itself, beside the open request. */
export function PaneList(props: InboxListProps & { scroller: () => HTMLElement | null }) {
  const { rows, scroller, current } = props;
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler runs here, and nothing below is memoized
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: scroller,
    getItemKey: (index) => rows[index]?.id ?? index,
    ...SIZING,
  });
  const show = useEffectEvent((id: string | undefined) => {
    const at = rows.findIndex((row) => row.id === id);
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  });
  useEffect(() => show(current), [current]);
  return <Rows {...props} virtual={virtual} margin={0} />;
}

/** The list in a page of its own, on a phone: the page scrolls. */
export function PageList(props: InboxListProps) {
  const { rows } = props;
  const [margin, setMargin] = useState(0);
  const top = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const place = () => setMargin((top.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    place();
    window.addEventListener("resize", place);
    return () => window.removeEventListener("resize", place);
  }, []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    scrollMargin: margin,
    getItemKey: (index) => rows[index]?.id ?? index,
    ...SIZING,
  });
  return (
    <div ref={top}>
      <Rows {...props} virtual={virtual} margin={margin} />
    </div>
  );
}

type AnyVirtualizer = Virtualizer<HTMLElement, Element> | Virtualizer<Window, Element>;

function Rows({
  rows,
  label,
  current,
  onSelect,
  ticks,
  more,
  virtual,
  margin,
}: InboxListProps & { virtual: AnyVirtualizer; margin: number }) {
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const nearEnd = more.has && !more.loading && !more.failed && last >= rows.length - NEAR;
  const load = useEffectEvent(more.load);
  useEffect(() => {
    if (nearEnd) load();
  }, [nearEnd, rows.length]);
  useSeenRows(rows, virtual);
  return (
    <>
      <ul aria-label={label} className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={more.has ? -1 : rows.length}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start - margin}px)` }}
            >
              <InboxRow
                row={row}
                selected={row.id === current}
                onSelect={onSelect}
                ticking={ticks && { ticked: ticks.ticked.has(row.id), onTick: ticks.onTick }}
              />
            </li>
          );
        })}
      </ul>
      <Foot count={rows.length} more={more} />
    </>
  );
}

/** What stood still on the screen, whole, has been seen; what only flew past has not. */
function useSeenRows(rows: readonly ApprovalRow[], virtual: AnyVirtualizer): void {
  const { isScrolling, scrollOffset, scrollRect } = virtual;
  const from = scrollOffset ?? 0;
  const to = from + (scrollRect?.height ?? 0);
  const whole = isScrolling
    ? []
    : virtual.getVirtualItems().filter(({ start, end }) => start >= from && end <= to);
  const ids = whole.map(({ index }) => rows[index]?.id ?? "").join(" ");
  useEffect(() => {
    const note = () => document.visibilityState === "visible" && markSeen(ids.split(" ").filter(Boolean));
    note();
    document.addEventListener("visibilitychange", note);
    return () => document.removeEventListener("visibilitychange", note);
  }, [ids]);
}

function Foot({ count, more }: { count: number; more: InboxListProps["more"] }) {
  return (
    <div className="grid min-h-12 place-items-center px-4 py-3 text-xs text-ink-3">
      {more.failed && (
        <Button variant="ghost" size="sm" onClick={more.load}>
          The next ones could not be read. Try again
        </Button>
      )}
      {more.loading && !more.failed && (
        <span role="status" className="flex items-center gap-1.5">
          <LoaderCircle aria-hidden className="size-3.5 animate-spin" /> Reading on
        </span>
      )}
      {!more.has && count > 5 && <span>These are all: {count.toLocaleString("en")}</span>}
    </div>
  );
}
