"use client";

import { useMemo, useState } from "react";
import { ALL, toTime, toX, zoom, type Interval, type Sight, type TimeScale } from "./time-scale";

const STEP = 2;

/** What part of the time is in sight. Kept as times, so that it stays where it is while the session grows. */
export function useSight(scale: TimeScale) {
  const [times, setTimes] = useState<Interval | null>(null);
  const sight = useMemo(
    () => (times ? zoom({ x0: toX(scale, times.from), x1: toX(scale, times.to) }, 1) : ALL),
    [times, scale],
  );
  const set = (next: Sight) =>
    setTimes(
      next.x0 <= 0 && next.x1 >= 1 ? null : { from: toTime(scale, next.x0), to: toTime(scale, next.x1) },
    );
  const change = (how: "in" | "out" | "fit") =>
    set(how === "fit" ? ALL : zoom(sight, how === "in" ? 1 / STEP : STEP));
  return { sight, zoomed: times !== null, set, change };
}
