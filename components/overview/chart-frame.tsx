"use client";

import type { ReactElement, ReactNode } from "react";
import {
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type TooltipContentProps,
} from "recharts";
import { binWords } from "./words";

export const HEIGHT = 200;
export const MARGIN = { top: 6, right: 4, bottom: 0, left: 0 };
const TICK = { fill: "var(--ink-3)", fontSize: 11 };

type Axes = { stepMs: number; shown: (value: number) => string; width: number; nothing: string };

/** What the charts share: time below, values at the left, the numbers of a bar under the pointer. */
export function axes({ stepMs, shown, width, nothing }: Axes): ReactNode {
  return (
    <>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="at"
        tickFormatter={(at: number) => binWords(at, stepMs)}
        tick={TICK}
        tickLine={false}
        axisLine={{ stroke: "var(--line-strong)" }}
        minTickGap={36}
      />
      <YAxis
        width={width}
        allowDecimals={false}
        tickFormatter={shown}
        tick={TICK}
        tickLine={false}
        axisLine={false}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={{ fill: "var(--hover)", stroke: "var(--line-strong)" }}
        content={(props) => <Tip {...props} shown={shown} stepMs={stepMs} nothing={nothing} />}
      />
    </>
  );
}

type TipProps = TooltipContentProps & Omit<Axes, "width">;

function Tip({ active, payload, label, shown, stepMs, nothing }: TipProps) {
  if (!active || payload.length === 0) return null;
  const told = payload.filter(({ value }) => value !== null && value !== undefined && value !== 0);
  return (
    <div className="rounded-md border border-line bg-raised px-2.5 py-1.5 text-xs shadow-md">
      <p className="text-ink-3">From {binWords(Number(label), stepMs)} UTC</p>
      {told.length === 0 && <p>{nothing}</p>}
      {told.map(({ name, value, color }) => (
        <p key={String(name)} className="flex items-center gap-1.5 tabular-nums">
          <span aria-hidden className="size-2 rounded-xs" style={{ background: color }} />
          {String(name)}: {shown(Number(value))}
        </p>
      ))}
    </div>
  );
}

type ChartFrameProps = {
  title: string;
  /** The chart in a sentence. */
  summary: string;
  legend: readonly { label: string; color: string }[];
  children: ReactElement;
};

export function ChartFrame({ title, summary, legend, children }: ChartFrameProps) {
  return (
    <figure className="min-w-0 rounded-lg border border-line bg-surface p-4 shadow-xs">
      <figcaption className="mb-3 grid gap-0.5">
        <span className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <span className="text-sm font-semibold">{title}</span>
          <span className="flex flex-wrap gap-x-3 text-xs text-ink-2">
            {legend.map(({ label, color }) => (
              <span key={label} className="flex items-center gap-1.5">
                <span aria-hidden className="size-2 rounded-xs" style={{ background: color }} />
                {label}
              </span>
            ))}
          </span>
        </span>
        <span className="text-xs text-pretty text-ink-3">{summary}</span>
      </figcaption>
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 480, height: HEIGHT }}>
        {children}
      </ResponsiveContainer>
    </figure>
  );
}
