import type { InsightDay } from "@/lib/approvals/insights/types";
import { ENDINGS, shortDay, took } from "./words";

const HEADS = ["Day (UTC)", ...ENDINGS.map(({ label }) => label), "Median", "p95"];

/** Every day with requests: the keyboard's and the screen reader's way to what the charts show. */
export function DaysTable({ days }: { days: readonly InsightDay[] }) {
  const rows = days.filter((day) => ENDINGS.some(({ key }) => day[key] > 0)).toReversed();
  return (
    <details>
      <summary className="w-fit cursor-pointer rounded-xs py-0.5 text-sm text-ink-2 hover:text-ink">
        The numbers as a table
      </summary>
      <div
        className="mt-2 max-h-80 overflow-auto rounded-md border border-line"
        tabIndex={0}
        role="region"
        aria-label="Requests per day as a table"
      >
        <table className="w-full text-sm tabular-nums">
          <thead className="sticky top-0 bg-surface text-xs text-ink-3">
            <tr>
              {HEADS.map((head) => (
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
              <tr key={row.day} className="border-b border-line last:border-b-0">
                <th scope="row" className="px-3 py-1 text-left font-normal whitespace-nowrap">
                  {shortDay(row.day)}
                </th>
                {ENDINGS.map(({ key }) => (
                  <td key={key} className="px-3 py-1 text-right">
                    {row[key].toLocaleString("en")}
                  </td>
                ))}
                <td className="px-3 py-1 text-right whitespace-nowrap">{took(row.times.median)}</td>
                <td className="px-3 py-1 text-right whitespace-nowrap">{took(row.times.p95)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
