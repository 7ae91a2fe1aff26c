import type { ImpactReport } from "@/lib/impact/types";
import { Panel } from "../../page/panel";
import { count, signed } from "./numbers";

/** How many requests people would have had to decide, in all and a day. */
export function ReviewerLoad({ report }: { report: ImpactReport }) {
  const { before, after, perDayBefore, perDayAfter } = report.reviewerLoad;
  const most = Math.max(perDayBefore, perDayAfter, 1);
  return (
    <Panel title="Reviewer load">
      <p className="text-2xl font-semibold tracking-tight tabular-nums">
        {signed(perDayAfter - perDayBefore)}
        <span className="ml-1.5 text-sm font-normal text-ink-3">requests a day</span>
      </p>
      <dl className="mt-3 grid grid-cols-[auto_1fr_auto] items-center gap-x-3 gap-y-1.5 text-sm">
        <Bar term="Was" perDay={perDayBefore} most={most} />
        <Bar term="Would be" perDay={perDayAfter} most={most} />
      </dl>
      <p className="mt-3 text-xs text-ink-3">
        {count(before)} requests in the window, {count(after)} under this revision; of what was replayed.
      </p>
    </Panel>
  );
}

function Bar({ term, perDay, most }: { term: string; perDay: number; most: number }) {
  return (
    <div className="col-span-3 grid grid-cols-subgrid items-center">
      <dt className="text-ink-3">{term}</dt>
      <dd className="contents">
        <span aria-hidden className="h-2 rounded-full bg-sunken">
          <span
            className="block h-2 rounded-full bg-info-solid"
            style={{ width: `${(100 * perDay) / most}%` }}
          />
        </span>
        <span className="text-right tabular-nums">
          {(Math.round(perDay * 10) / 10).toLocaleString("en")} a day
        </span>
      </dd>
    </div>
  );
}
