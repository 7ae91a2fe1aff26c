import { absoluteUtc } from "../../ui/time-format";
import { cn } from "../../ui/cn";
import { shortLength } from "./axis";
import type { Totals } from "./model";

/** When it began, how long it went on, and what the time went into. */
export function Summary({ totals, calls }: { totals: Totals; calls: number }) {
  const { from, to, failures, model, people, upstream } = totals;
  return (
    <dl className="flex flex-wrap items-baseline gap-x-5 gap-y-1 text-sm tabular-nums">
      <Sum term="Calls" value={calls.toLocaleString("en")} />
      <Sum
        term="Failed"
        value={failures.toLocaleString("en")}
        {...(failures > 0 && { tone: "font-semibold text-deny" })}
      />
      <Sum
        term="Length"
        value={shortLength(Math.max(0, to - from))}
        title={`${absoluteUtc(from)} to ${absoluteUtc(to)}`}
      />
      <Sum
        term="Model"
        value={model > 0 ? shortLength(model) : "not reported"}
        {...(model === 0 && { tone: "text-ink-3" })}
      />
      <Sum term="People" value={shortLength(people)} />
      <Sum term="Upstream" value={shortLength(upstream)} />
    </dl>
  );
}

function Sum({ term, value, tone, title }: { term: string; value: string; tone?: string; title?: string }) {
  return (
    <div className="flex items-baseline gap-1.5" title={title}>
      <dt className="text-xs text-ink-3">{term}</dt>
      <dd className={cn("text-ink", tone)}>{value}</dd>
    </div>
  );
}
