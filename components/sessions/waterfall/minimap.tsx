"use client";

import { useMemo, useRef, type PointerEvent } from "react";
import { isFailure, type Bar } from "./model";
import { density } from "./spans";
import { ALL, pan, type Sight, type TimeScale } from "./time-scale";

const PARTS = 120;
const HEIGHT = 28;
/** A press that hardly moves is a click: the sight moves there and keeps its width. */
const CLICK = 0.01;

type MinimapProps = {
  calls: readonly Bar[];
  scale: TimeScale;
  sight: Sight;
  onSight: (sight: Sight) => void;
};

/** All calls at a glance, with what failed in red from below. Dragging chooses what the rows show; buttons do the same. */
export function Minimap({ calls, scale, sight, onSight }: MinimapProps) {
  const counts = useMemo(() => density(calls, scale, PARTS, isFailure), [calls, scale]);
  const most = Math.max(1, ...counts.map(({ all }) => all));
  const box = useRef<HTMLDivElement>(null);
  const from = useRef<number | null>(null);
  const placeOf = (event: PointerEvent) => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return Math.min(1, Math.max(0, (event.clientX - left) / width));
  };
  const onPointerMove = (event: PointerEvent) => {
    const start = from.current;
    const end = placeOf(event);
    if (start !== null && Math.abs(end - start) > CLICK)
      onSight({ x0: Math.min(start, end), x1: Math.max(start, end) });
  };
  const onPointerUp = (event: PointerEvent) => {
    const [start, end] = [from.current, placeOf(event)];
    from.current = null;
    if (start === null || Math.abs(end - start) > CLICK || sight === ALL) return;
    const half = (sight.x1 - sight.x0) / 2;
    onSight(pan({ x0: end - half, x1: end + half }, 0));
  };
  return (
    <div
      ref={box}
      aria-hidden
      className="relative touch-none overflow-hidden rounded-sm border border-line bg-sunken select-none"
      style={{ height: HEIGHT }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = placeOf(event);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
    >
      <svg
        viewBox={`0 0 ${PARTS} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="absolute inset-0 size-full"
      >
        {counts.map(({ all, failed }, n) =>
          all === 0 ? null : (
            <g key={n}>
              <rect x={n} width={1} {...column(all, most)} fill="var(--line-control)" />
              {failed > 0 && <rect x={n} width={1} {...column(failed, most)} fill="var(--deny-solid)" />}
            </g>
          ),
        )}
      </svg>
      {sight !== ALL && (
        <span
          className="absolute inset-y-0 border-x-2 border-accent bg-accent-soft"
          style={{ left: `${sight.x0 * 100}%`, width: `${(sight.x1 - sight.x0) * 100}%` }}
        />
      )}
    </div>
  );
}

/** On a root scale: one call among hundreds is still to be seen. */
function column(count: number, most: number): { y: number; height: number } {
  const height = Math.max(2, Math.sqrt(count / most) * (HEIGHT - 4));
  return { y: HEIGHT - height, height };
}
