import { Fragment, type ReactNode } from "react";
import { cn } from "../ui/cn";

export type Fact = { term: string; value: ReactNode };

/** Names and values in two columns: the one way a thing's properties are listed. An absent value says so. */
export function Facts({ facts, className }: { facts: readonly Fact[]; className?: string }) {
  return (
    <dl
      className={cn(
        "grid grid-cols-[minmax(6.5rem,auto)_minmax(0,1fr)] items-baseline gap-x-5 gap-y-2 text-sm",
        className,
      )}
    >
      {facts.map(({ term, value }) => (
        <Fragment key={term}>
          <dt className="text-ink-3">{term}</dt>
          <dd className="min-w-0 wrap-anywhere">
            {value === null || value === undefined || value === "" ? (
              <span className="text-ink-3">—</span>
            ) : (
              value
            )}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}
