"use client";

import { Bar, BarChart, Line, LineChart } from "recharts";
import type { InsightDay, InsightGroup } from "@/lib/approvals/insights/types";
import { axes, ChartFrame, MARGIN } from "./chart-frame";
import { DaysTable } from "./days-table";
import { counted, decidedOf, ENDINGS, took } from "./words";

const LINES = [
  { key: "median", label: "Half of them (median)", color: "var(--info-solid)" },
  { key: "p95", label: "95 of 100 (p95)", color: "var(--high-solid)" },
] as const;

/** How requests ended, and how long people took, day by day. The same numbers stand in a table below. */
export function InsightCharts({ days, total }: { days: readonly InsightDay[]; total: InsightGroup }) {
  const decided = decidedOf(total);
  const times = days.map(({ day, times: { median, p95 } }) => ({ day, median, p95 }));
  const legend = ENDINGS.filter(({ key }) => total[key] > 0);
  const outcomes = `${counted(total.asked, "request")}: ${legend
    .map(({ key, label }) => `${total[key].toLocaleString("en")} ${label.toLowerCase()}`)
    .join(", ")}.`;
  const speed =
    decided === 0
      ? "Nobody decided any request in this period."
      : `Half of ${counted(decided, "decision")} took at most ${took(total.times.median)}, 95 of 100 at most ${took(total.times.p95)}.`;
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4">
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4 lg2:grid-cols-2">
        <ChartFrame title="Requests per day, by how they ended" summary={outcomes} legend={legend}>
          <BarChart
            data={[...days]}
            barCategoryGap={1}
            margin={MARGIN}
            title="Requests per day"
            desc={outcomes}
          >
            {axes({ shown: (value) => value.toLocaleString("en"), width: 36 })}
            {ENDINGS.map(({ key, label, color }) => (
              <Bar
                key={key}
                name={label}
                dataKey={key}
                stackId="requests"
                fill={color}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ChartFrame>
        <ChartFrame title="Time to decide" summary={speed} legend={decided === 0 ? [] : LINES}>
          <LineChart data={times} margin={MARGIN} title="Time to decide" desc={speed}>
            {axes({ shown: took, width: 74 })}
            {LINES.map(({ key, label, color }) => (
              <Line
                key={key}
                name={label}
                dataKey={key}
                stroke={color}
                strokeWidth={1.75}
                // A day without decisions is a gap, not a zero.
                connectNulls={false}
                dot={{ r: 2, fill: color, strokeWidth: 0 }}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        </ChartFrame>
      </div>
      <DaysTable days={days} />
    </div>
  );
}
