"use client";

import type { Route } from "next";
import type { View } from "@/lib/approvals/schemas";
import type { ApprovalCounts } from "@/lib/approvals/types";
import { usePendingCounts } from "../shell/pending-count";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";

type ViewTabsProps = { view: View; counts: ApprovalCounts; hrefs: Readonly<Record<View, string>> };

/** What waits for me, what waits at all, each with its live number, and what is decided. */
export function ViewTabs({ view, counts: initial, hrefs }: ViewTabsProps) {
  const { mine, team } = usePendingCounts(initial);
  const tabs = [
    { view: "mine", label: "Mine", count: mine },
    { view: "team", label: "Team", count: team },
    { view: "decided", label: "Decided" },
  ] as const;
  return (
    <nav
      aria-label="Which requests"
      className="inline-flex h-8 shrink-0 items-stretch rounded-md border border-line bg-sunken p-0.5 max-sm:flex-1"
    >
      {tabs.map((tab) => {
        const current = tab.view === view;
        return (
          <Link
            key={tab.view}
            href={hrefs[tab.view] as Route} // safe because the page builds it from its own filters
            aria-current={current ? "page" : undefined}
            className={cn(
              "inline-flex items-center justify-center gap-1.5 rounded-sm px-2.5 text-sm font-medium max-sm:flex-1",
              current ? "bg-raised text-ink shadow-xs" : "text-ink-2 hover:text-ink",
            )}
          >
            {tab.label}
            {"count" in tab && (
              <span
                className={cn(
                  "text-xs tabular-nums",
                  tab.view === "mine" && tab.count > 0 ? "font-semibold text-hold" : "text-ink-3",
                )}
              >
                {tab.count}
              </span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}
