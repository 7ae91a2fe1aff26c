"use client";

import { usePendingCount } from "../shell/pending-count";
import { LinkTabs } from "../ui/tabs";

type ViewTabsProps = {
  view: "pending" | "decided";
  pending: number;
  waitingHref: string;
  decidedHref: string;
};

/** What waits, with its live number, and what is decided. */
export function ViewTabs({ view, pending, waitingHref, decidedHref }: ViewTabsProps) {
  const waiting = usePendingCount(pending);
  return (
    <LinkTabs
      label="Which requests"
      className="px-4 md:px-6"
      tabs={[
        { href: waitingHref, label: "Waiting", current: view === "pending", count: waiting },
        { href: decidedHref, label: "Decided", current: view === "decided" },
      ]}
    />
  );
}
