import type { ImpactReport } from "@/lib/impact/types";
import { count, share } from "./numbers";

/** How much of what happened the report is about, before anything that it says. */
export function Coverage({ report }: { report: ImpactReport }) {
  const { total, replayed, approximate, notReplayed, beforePolicy, truncated } = report;
  const missing = total - replayed;
  return (
    <section aria-label="Coverage" className="grid gap-2">
      <p className="text-lg font-semibold tracking-tight text-balance">
        Replayed {share(replayed, total)} of {count(total)} {total === 1 ? "decision" : "decisions"}.
      </p>
      {missing > 0 && (
        <details className="text-sm">
          <summary className="cursor-pointer text-ink-2">
            Not replayed: {count(missing)}. About these the numbers below say nothing.
          </summary>
          <ul className="mt-2 grid gap-1 border-l border-line pl-3">
            {notReplayed.map(({ cause, count: number, sentence }) => (
              <li key={cause} className="flex gap-3">
                <span className="w-16 shrink-0 text-right font-medium tabular-nums">{count(number)}</span>
                <span className="min-w-0 text-ink-2">{sentence}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-3">
        {approximate > 0 && <span>≈ {count(approximate)} lean on counters that were simulated.</span>}
        {beforePolicy > 0 && <span>{count(beforePolicy)} more were refused before a policy was asked.</span>}
        {truncated && <span className="text-hold">Only the newest of the window were read.</span>}
      </p>
    </section>
  );
}
