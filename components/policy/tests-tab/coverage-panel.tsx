"use client";

import type { Route } from "next";
import type { TestRun } from "@/lib/policy/check-types";
import { Panel } from "../../page/panel";
import { cn } from "../../ui/cn";
import { Link } from "../../ui/link";

/** How many of the rules some test decides by, and which none does. */
export function CoveragePanel({
  coverage,
  ruleHref,
}: {
  coverage: TestRun["coverage"];
  ruleHref: (line: number) => string;
}) {
  const { rules, reached, total, percent } = coverage;
  return (
    <Panel
      title="Coverage"
      actions={<span className="text-sm font-semibold tabular-nums">{percent} %</span>}
      flush
    >
      <div className="px-4 pt-3 pb-2">
        <div
          role="progressbar"
          aria-label="Rules that tests reach"
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          className="h-1.5 overflow-hidden rounded-full bg-active"
        >
          <div className="h-full rounded-full bg-allow-solid" style={{ width: `${percent}%` }} />
        </div>
        <p className="mt-1.5 text-xs text-ink-3">
          Tests reach {reached} of {total} {total === 1 ? "rule" : "rules"} that a call can reach.
        </p>
      </div>
      <ul className="max-h-72 overflow-y-auto pb-2" tabIndex={0} aria-label="Tests by rule">
        {rules.map(({ ruleId, line, hits, covered }) => (
          <li key={ruleId} className="flex items-center gap-3 px-4 py-1 text-xs">
            <Link
              // Safe because the page builds it from its own route.
              href={ruleHref(line) as Route}
              className="min-w-0 flex-1 truncate rounded-xs font-mono hover:underline"
            >
              {ruleId}
            </Link>
            <span className={cn("tabular-nums", covered ? "text-ink-3" : "text-hold")}>
              {covered ? (hits === 1 ? "1 test" : `${hits} tests`) : "no test"}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
