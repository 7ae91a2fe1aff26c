import { ChevronRight, CircleCheck } from "lucide-react";
import type { Route } from "next";
import { Panel } from "../page/panel";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";
import type { Need } from "./types";
import { count } from "./words";

/** What waits for the reader. Nothing is said as plainly as something. */
export function NeedsYou({ needs }: { needs: readonly Need[] }) {
  return (
    <Panel title="Needs you" flush>
      {needs.length === 0 ? (
        <p className="flex items-center gap-2 px-4 py-4 text-sm text-ink-2">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-allow" />
          Nothing waits for you.
        </p>
      ) : (
        <ul>
          {needs.map(({ key, count: n, text, detail, href, urgent }) => (
            <li key={key} className="relative border-b border-line last:border-b-0">
              <span
                aria-hidden
                className={cn("absolute inset-y-0 left-0 w-0.5", urgent ? "bg-deny-solid" : "bg-hold-solid")}
              />
              {/* Safe because the page builds it from its own routes. */}
              <Link
                href={href as Route}
                className="flex min-h-11 items-center gap-2 px-4 py-2 text-sm hover:bg-hover focus-visible:-outline-offset-2"
              >
                <span className="min-w-0 flex-1">
                  <span className="font-semibold tabular-nums">{count(n)}</span> {text}
                  {detail && (
                    <span className={cn("block text-xs", urgent ? "font-medium text-deny" : "text-ink-3")}>
                      {detail}
                    </span>
                  )}
                </span>
                <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-3" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
