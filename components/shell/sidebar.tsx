"use client";

import { usePathname } from "next/navigation";
import type { ApprovalCounts } from "@/lib/approvals/types";
import { ReviewCount } from "../capabilities/review-count";
import { OpenIncidents } from "../incidents/open-count";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";
import { isIn, NAV_ITEMS, type NavKey } from "./nav-items";
import { PendingCount } from "./pending-count";

/** `pending`: approvals that wait. `reviews`: capabilities that do. `incidents`: those to see to. */
type NavProps = { allowed: readonly NavKey[]; pending: ApprovalCounts; reviews: number; incidents: number };

export function Sidebar({ allowed, pending, reviews, incidents }: NavProps) {
  const pathname = usePathname();
  return (
    <nav
      aria-label="Main"
      className="sticky top-(--topbar-h) hidden h-[calc(100dvh-var(--topbar-h))] w-52 shrink-0 flex-col gap-0.5 overflow-y-auto p-2 md:flex"
    >
      {NAV_ITEMS.filter((item) => allowed.includes(item.key)).map((item) => {
        const { key, href, label, icon: Icon } = item;
        const current = isIn(pathname, item);
        return (
          <Link
            key={key}
            href={href}
            aria-current={current ? "page" : undefined}
            className={cn(
              "flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm font-medium text-ink-2 transition-colors hover:bg-hover hover:text-ink",
              current && "bg-active text-ink hover:bg-active",
            )}
          >
            <Icon aria-hidden className={cn("size-4 text-ink-3", current && "text-ink")} strokeWidth={1.9} />
            {label}
            {key === "approvals" && <PendingCount initial={pending} className="ml-auto" />}
            {key === "capabilities" && <ReviewCount initial={reviews} className="ml-auto" />}
            {key === "incidents" && <OpenIncidents initial={incidents} className="ml-auto" />}
          </Link>
        );
      })}
    </nav>
  );
}

/** The same destinations on a phone, under the thumb. */
export function TabBar({ allowed, pending, reviews, incidents }: NavProps) {
  const pathname = usePathname();
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-20 grid auto-cols-fr grid-flow-col border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {NAV_ITEMS.filter((item) => allowed.includes(item.key) && !item.setUp).map((item) => {
        const { key, href, label, icon: Icon } = item;
        const current = isIn(pathname, item);
        return (
          <Link
            key={key}
            href={href}
            aria-current={current ? "page" : undefined}
            className={cn(
              "relative grid h-14 min-w-0 content-center justify-items-center gap-1 text-2xs font-medium tracking-tight text-ink-3 focus-visible:-outline-offset-2",
              current && "text-ink",
            )}
          >
            <Icon aria-hidden className="size-5" strokeWidth={current ? 2.1 : 1.7} />
            <span className="max-w-full truncate px-px">{label}</span>
            {key === "approvals" && (
              <PendingCount initial={pending} className="absolute top-1 left-1/2 ml-1.5" />
            )}
            {key === "capabilities" && (
              <ReviewCount initial={reviews} className="absolute top-1 left-1/2 ml-1.5" />
            )}
            {key === "incidents" && (
              <OpenIncidents initial={incidents} className="absolute top-1 left-1/2 ml-1.5" />
            )}
          </Link>
        );
      })}
    </nav>
  );
}
