import type { TrafficBin } from "@/lib/traffic/types";
import { ACTIONS, atMost, binWords, count } from "./words";

const COLUMNS = [...ACTIONS.map(({ label }) => label), "Calls", "Not succeeded", "p50", "p95", "p99"];

/** Every bar with decisions: the keyboard's and the screen reader's way to what the charts show. */
export function BinsTable({
  bins,
  stepMs,
  step,
}: {
  bins: readonly TrafficBin[];
  stepMs: number;
  step: string;
}) {
  const rows = bins.filter(({ decisions }) => decisions > 0).toReversed();
  if (rows.length === 0) return null;
  return (
    <details>
      <summary className="w-fit cursor-pointer rounded-xs py-0.5 text-sm text-ink-2 hover:text-ink">
        The numbers as a table
      </summary>
      <div
        className="mt-2 max-h-80 overflow-auto rounded-md border border-line"
        tabIndex={0}
        role="region"
        aria-label="Decisions as a table"
      >
        <table className="w-full text-sm tabular-nums">
          <thead className="sticky top-0 bg-surface text-xs text-ink-3">
            <tr>
              {[`From (UTC, ${step})`, ...COLUMNS].map((head) => (
                <th
                  key={head}
                  scope="col"
                  className="border-b border-line px-3 py-1.5 text-right font-medium whitespace-nowrap first:text-left"
                >
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.at} className="border-b border-line last:border-b-0">
                <th scope="row" className="px-3 py-1 text-left font-normal whitespace-nowrap">
                  {binWords(row.at, stepMs)}
                </th>
                {[
                  ...ACTIONS.map(({ key }) => count(row[key])),
                  count(row.calls),
                  count(row.toolErrors + row.failed + row.inDoubt),
                  ...[row.took.p50, row.took.p95, row.took.p99].map(atMost),
                ].map((cell, index) => (
                  <td key={COLUMNS[index]} className="px-3 py-1 text-right whitespace-nowrap">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
