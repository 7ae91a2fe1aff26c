import type { Route } from "next";
import { TRAFFIC_RANGES, type TrafficRange } from "@/lib/traffic/schemas";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";
import { RANGE_WORDS } from "./words";

/** How far back: four addresses, one of them current. */
export function RangeLinks({
  current,
  href,
}: {
  current: TrafficRange;
  href: (range: TrafficRange) => string;
}) {
  return (
    <nav
      aria-label="Range"
      className="inline-flex h-8 items-center rounded-md border border-line-strong bg-raised p-0.5 shadow-xs"
    >
      {TRAFFIC_RANGES.map((range) => (
        // Safe because the page builds it from its own route.
        <Link
          key={range}
          href={href(range) as Route}
          scroll={false}
          aria-current={range === current ? "page" : undefined}
          className={cn(
            "inline-flex h-full items-center rounded-sm px-2.5 text-sm tabular-nums",
            range === current ? "bg-active font-medium text-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
          )}
        >
          {RANGE_WORDS[range].short}
        </Link>
      ))}
    </nav>
  );
}
