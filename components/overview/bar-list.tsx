import type { Route } from "next";
import type { ReactNode } from "react";
import { Panel } from "../page/panel";
import { Link } from "../ui/link";
import { count, share } from "./words";

export type BarRow = {
  key: string;
  name: ReactNode;
  value: number;
  /** Beside the number, e.g. how many of these were denied. */
  note?: string | undefined;
  href: string;
};

type BarListProps = {
  title: string;
  /** What the rows are and what is counted, for the table's heads. */
  of: string;
  counted: string;
  rows: readonly BarRow[];
  /** What 100 % is. */
  whole: number;
  color: string;
  empty: string;
};

/** A short ranking as a table with bars: the number says it, the bar repeats it. Each row leads to what it counts. */
export function BarList({ title, of, counted, rows, whole, color, empty }: BarListProps) {
  return (
    <Panel title={title} flush>
      {rows.length === 0 ? (
        <p className="px-4 py-6 text-sm text-ink-3">{empty}</p>
      ) : (
        <table className="w-full table-fixed text-sm">
          <colgroup>
            <col />
            <col className="w-28" />
          </colgroup>
          <thead className="sr-only">
            <tr>
              <th scope="col">{of}</th>
              <th scope="col">{counted}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, value, note, href }) => (
              <tr key={key} className="border-b border-line last:border-b-0">
                <th scope="row" className="relative px-4 py-2 text-left font-normal">
                  {/* Safe because the page builds it from its own routes. */}
                  <Link
                    href={href as Route}
                    className="block truncate rounded-xs font-medium hover:underline"
                  >
                    {name}
                  </Link>
                  <span aria-hidden className="mt-1.5 block h-1 rounded-full bg-active">
                    <span
                      className="block h-1 rounded-full"
                      style={{
                        width: `${Math.max(1, (value / Math.max(whole, 1)) * 100)}%`,
                        background: color,
                      }}
                    />
                  </span>
                </th>
                <td className="py-2 pr-4 text-right align-top tabular-nums">
                  {count(value)}
                  <span className="block text-xs text-ink-3">{note ?? share(value, whole)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
