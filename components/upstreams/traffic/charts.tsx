"use client";

import type { ReactNode } from "react";
import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type TooltipContentProps,
} from "recharts";
import type { UpstreamPoint } from "@/lib/upstreams/types";
import { duration } from "../../ui/time-format";
import { series, totals, trafficSentence, type Bin } from "./series";

const HEIGHT = 176;
/** Minutes in one bar, by how many are shown: about a hundred bars at most. */
const PER_BIN = { 60: 1, 360: 5, 1440: 15 } as const;

export type TrafficRange = keyof typeof PER_BIN;

type TrafficChartsProps = { points: readonly UpstreamPoint[]; minutes: TrafficRange; now: number };

/** Calls with errors, and how long they took. The same numbers stand in a table, for who does not see charts. */
export function TrafficCharts({ points, minutes, now }: TrafficChartsProps) {
  const perBin = PER_BIN[minutes];
  const bins = series(points, { now, minutes, perBin });
  const step = perBin === 1 ? "minute" : `${perBin} minutes`;
  const sentence = trafficSentence(totals(bins));
  if (totals(bins).calls === 0) return <NoCalls minutes={minutes} />;
  const slowest = Math.max(0, ...bins.map(({ p95 }) => p95 ?? 0));
  return (
    <div className="grid gap-4">
      <div className="grid gap-4 lg2:grid-cols-2">
        <Chart
          title={`Calls per ${step}`}
          summary={sentence}
          legend={[
            { label: "Answered", color: "var(--info-solid)" },
            { label: "Errors", color: "var(--deny-solid)" },
          ]}
        >
          <BarChart
            data={bins}
            barCategoryGap={1}
            margin={MARGIN}
            title={`Calls per ${step}`}
            desc={sentence}
          >
            {axes({ unit: "count" })}
            <Bar
              name="Errors"
              dataKey="errors"
              stackId="calls"
              fill="var(--deny-solid)"
              isAnimationActive={false}
            />
            <Bar
              name="Answered"
              dataKey="answered"
              stackId="calls"
              fill="var(--info-solid)"
              isAnimationActive={false}
            />
          </BarChart>
        </Chart>
        <Chart
          title="How long they took"
          summary={
            slowest === 0
              ? "No call was answered."
              : `95 of 100 took at most ${duration(slowest)} in the slowest minute.`
          }
          legend={[
            { label: "Half of them (p50)", color: "var(--info-solid)" },
            { label: "95 of 100 (p95)", color: "var(--high-solid)" },
          ]}
        >
          <LineChart data={bins} margin={MARGIN} title="How long they took">
            {axes({ unit: "ms" })}
            <Line
              name="p50"
              dataKey="p50"
              stroke="var(--info-solid)"
              strokeWidth={1.75}
              dot={{ r: 1.5, fill: "var(--info-solid)", strokeWidth: 0 }}
              isAnimationActive={false}
            />
            <Line
              name="p95"
              dataKey="p95"
              stroke="var(--high-solid)"
              strokeWidth={1.75}
              dot={{ r: 1.5, fill: "var(--high-solid)", strokeWidth: 0 }}
              isAnimationActive={false}
            />
          </LineChart>
        </Chart>
      </div>
      <AsTable bins={bins} step={step} />
    </div>
  );
}

/** An empty chart would look like one that is broken. */
function NoCalls({ minutes }: { minutes: TrafficRange }) {
  return (
    <p className="rounded-lg border border-dashed border-line-strong px-4 py-10 text-center text-sm text-ink-3">
      No calls in the last {minutes === 60 ? "hour" : `${minutes / 60} hours`}. What agents do here is drawn
      minute by minute.
    </p>
  );
}

const MARGIN = { top: 6, right: 4, bottom: 0, left: 0 };
const TICK = { fill: "var(--ink-3)", fontSize: 11 };

function axes({ unit }: { unit: "count" | "ms" }): ReactNode {
  return (
    <>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="at"
        tickFormatter={clock}
        tick={TICK}
        tickLine={false}
        axisLine={{ stroke: "var(--line-strong)" }}
        minTickGap={36}
      />
      <YAxis
        width={unit === "ms" ? 52 : 36}
        allowDecimals={false}
        tickFormatter={(value: number) => (unit === "ms" ? duration(value) : value.toLocaleString("en"))}
        tick={TICK}
        tickLine={false}
        axisLine={false}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={{ fill: "var(--hover)", stroke: "var(--line-strong)" }}
        content={(props) => <Tip {...props} unit={unit} />}
      />
    </>
  );
}

function Tip({ active, payload, label, unit }: TooltipContentProps & { unit: "count" | "ms" }) {
  if (!active || payload.length === 0) return null;
  return (
    <div className="rounded-md border border-line bg-raised px-2.5 py-1.5 text-xs shadow-md">
      <p className="text-ink-3">{clock(Number(label))} UTC</p>
      {payload.map(({ name, value, color }) => (
        <p key={String(name)} className="flex items-center gap-1.5 tabular-nums">
          <span aria-hidden className="size-2 rounded-xs" style={{ background: color }} />
          {String(name)}: {unit === "ms" ? duration(Number(value)) : Number(value).toLocaleString("en")}
        </p>
      ))}
    </div>
  );
}

function Chart({
  title,
  summary,
  legend,
  children,
}: {
  title: string;
  summary: string;
  legend: readonly { label: string; color: string }[];
  children: ReactNode;
}) {
  return (
    <figure className="min-w-0 rounded-lg border border-line bg-surface p-4 shadow-xs">
      <figcaption className="mb-3 grid gap-0.5">
        <span className="flex flex-wrap items-baseline justify-between gap-x-4">
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
        <span className="text-xs text-ink-3">{summary}</span>
      </figcaption>
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 480, height: HEIGHT }}>
        {children}
      </ResponsiveContainer>
    </figure>
  );
}

/** Every bin with calls. The keyboard's way to the numbers, and the way to copy them. */
function AsTable({ bins, step }: { bins: readonly Bin[]; step: string }) {
  const rows = bins.filter(({ answered, errors }) => answered + errors > 0).reverse();
  if (rows.length === 0) return null;
  return (
    <details>
      <summary className="w-fit cursor-pointer rounded-xs text-sm text-ink-2 hover:text-ink">
        The numbers as a table
      </summary>
      <div
        className="mt-2 max-h-80 overflow-auto rounded-md border border-line"
        tabIndex={0}
        role="region"
        aria-label="Traffic as a table"
      >
        <table className="w-full text-sm tabular-nums">
          <thead className="sticky top-0 bg-surface text-xs text-ink-3">
            <tr>
              {[`From (UTC, ${step})`, "Calls", "Errors", "p50", "p95"].map((head) => (
                <th
                  key={head}
                  scope="col"
                  className="border-b border-line px-3 py-1.5 text-right font-medium first:text-left"
                >
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ at, answered, errors, p50, p95 }) => (
              <tr key={at} className="border-b border-line last:border-b-0">
                <th scope="row" className="px-3 py-1 text-left font-normal">
                  {clock(at)}
                </th>
                <td className="px-3 py-1 text-right">{(answered + errors).toLocaleString("en")}</td>
                <td className="px-3 py-1 text-right">{errors.toLocaleString("en")}</td>
                <td className="px-3 py-1 text-right">{p50 === null ? "—" : `≤ ${duration(p50)}`}</td>
                <td className="px-3 py-1 text-right">{p95 === null ? "—" : `≤ ${duration(p95)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** "12:30", in UTC as everywhere in lists, so that server and browser say the same. */
function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}
