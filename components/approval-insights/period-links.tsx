import type { Route } from "next";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";

type Period = { days: number; href: string; current: boolean };

/** How far back: three addresses, one of them current. */
export function PeriodLinks({ periods }: { periods: readonly Period[] }) {
  return (
    <nav
      aria-label="Period"
      className="inline-flex h-8 items-center rounded-md border border-line-strong bg-raised p-0.5 shadow-xs"
    >
      {periods.map(({ days, href, current }) => (
        // Safe because the page builds it from its own route.
        <Link
          key={days}
          href={href as Route}
          scroll={false}
          aria-current={current ? "page" : undefined}
          className={cn(
            "inline-flex h-full items-center rounded-sm px-2.5 text-sm tabular-nums",
            current ? "bg-active font-medium text-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
          )}
        >
          {days} days
        </Link>
      ))}
    </nav>
  );
}
