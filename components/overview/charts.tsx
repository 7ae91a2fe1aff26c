"use client";

import { Bar, BarChart, Line, LineChart } from "recharts";
import type { Traffic } from "@/lib/traffic/types";
import { duration } from "../ui/time-format";
import { BinsTable } from "./bins-table";
import { axes, ChartFrame, MARGIN } from "./chart-frame";
import { ACTIONS, count, decisionsSentence, RANGE_WORDS, tookSentence } from "./words";

const LINES = [
  { key: "p50", label: "Half (p50)", color: "var(--info-solid)" },
  { key: "p95", label: "95 of 100 (p95)", color: "var(--high-solid)" },
  { key: "p99", label: "99 of 100 (p99)", color: "var(--deny-solid)" },
] as const;

/** What was decided, and how long executions took, bar by bar; the same numbers stand in a table below. */
export function OverviewCharts({ traffic }: { traffic: Traffic }) {
  const { bins, total, took, stepMs, range } = traffic;
  const decisions = decisionsSentence(total);
  const times = bins.map(({ at, took: { p50, p95, p99 } }) => ({ at, p50, p95, p99 }));
  const speed = tookSentence(took);
  const step = RANGE_WORDS[range].step;
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4">
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4 lg2:grid-cols-2">
        <ChartFrame title={`Decisions per ${step}`} summary={decisions} legend={ACTIONS}>
          <BarChart
            data={bins}
            barCategoryGap={1}
            margin={MARGIN}
            title={`Decisions per ${step}`}
            desc={decisions}
          >
            {axes({ stepMs, shown: count, width: 44, nothing: "No decisions" })}
            {ACTIONS.map(({ key, label, color }) => (
              <Bar
                key={key}
                name={label}
                dataKey={key}
                stackId="decisions"
                fill={color}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ChartFrame>
        <ChartFrame
          title="How long executions took, at most"
          summary={speed}
          legend={took.p50 === null ? [] : LINES}
        >
          <LineChart data={times} margin={MARGIN} title="How long executions took" desc={speed}>
            {axes({ stepMs, shown: duration, width: 60, nothing: "Nothing ran" })}
            {LINES.map(({ key, label, color }) => (
              <Line
                key={key}
                name={label}
                dataKey={key}
                stroke={color}
                strokeWidth={1.75}
                // A bar in which nothing ran is a gap, not a zero.
                connectNulls={false}
                dot={{ r: 1.5, fill: color, strokeWidth: 0 }}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        </ChartFrame>
      </div>
      <BinsTable bins={bins} stepMs={stepMs} step={step} />
    </div>
  );
}
