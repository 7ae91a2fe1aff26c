"use client";

import { useLayoutEffect, useState, type RefObject } from "react";
import type { Room } from "./room";

const MEDIUM_PX = 520;
const WIDE_PX = 860;

/** How much room the rows have, which depends on the window and on whether a call is open beside them. */
export function useRoom(box: RefObject<HTMLElement | null>): Room {
  const [room, setRoom] = useState<Room>("wide");
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? WIDE_PX;
      setRoom(width < MEDIUM_PX ? "narrow" : width < WIDE_PX ? "medium" : "wide");
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return room;
}
