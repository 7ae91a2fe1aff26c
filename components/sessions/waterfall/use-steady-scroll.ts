"use client";

import { useEffectEvent, useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { Row } from "./rows";

/** So near to the end counts as at the end. */
const END_PX = 24;

type Steady = {
  /** Calls that have come since the reader last saw the end. */
  unseen: number;
  onScroll: () => void;
  toEnd: () => void;
};

/**
 * Keeps what the reader looks at where it is while rows come and go above it; a reader at the end of a list longer than
 * the screen is taken along, anybody else is told how many calls have come. All rows have the same height.
 */
export function useSteadyScroll(
  pane: RefObject<HTMLElement | null>,
  { rows, height, calls, layout }: { rows: readonly Row[]; height: number; calls: number; layout: string },
): Steady {
  const anchor = useRef<{ key: string; into: number } | null>(null);
  const atEnd = useRef(false);
  const [seen, setSeen] = useState(calls);
  const [shownLayout, setShownLayout] = useState(layout);
  // Another filter or order is another list, of which nothing was seen before.
  if (shownLayout !== layout) {
    setShownLayout(layout);
    setSeen(calls);
  }
  const previous = useRef({ layout, count: rows.length });

  const look = () => {
    const element = pane.current;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    atEnd.current = scrollHeight - scrollTop - clientHeight < END_PX;
    if (atEnd.current) setSeen(calls);
    const key = scrollTop > 0 ? rows[Math.floor(scrollTop / height)]?.key : undefined;
    anchor.current = key === undefined ? null : { key, into: scrollTop % height };
  };
  const lookAgain = useEffectEvent(look);
  useLayoutEffect(() => {
    const element = pane.current;
    if (!element) return;
    const { layout: before, count } = previous.current;
    previous.current = { layout, count: rows.length };
    if (before !== layout) {
      element.scrollTo({ top: 0 });
      anchor.current = null;
      return;
    }
    const grew = rows.length > count;
    if (grew && atEnd.current) {
      element.scrollTo({ top: element.scrollHeight });
    } else if (anchor.current) {
      const { key, into } = anchor.current;
      const index = rows.findIndex((row) => row.key === key);
      const wanted = index * height + into;
      if (index >= 0 && Math.abs(wanted - element.scrollTop) > 1) element.scrollTo({ top: wanted });
    }
    const frame = requestAnimationFrame(() => lookAgain());
    return () => cancelAnimationFrame(frame);
  }, [pane, rows, height, layout]);
  const unseen = Math.max(0, calls - seen);
  return {
    unseen,
    onScroll: look,
    toEnd: () => {
      setSeen(calls);
      pane.current?.scrollTo({ top: pane.current.scrollHeight });
    },
  };
}
