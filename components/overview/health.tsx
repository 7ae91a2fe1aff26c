import type { Route } from "next";
import type { ReactNode } from "react";
import { FAILED_CLOSED } from "@/lib/traffic/schemas";
import type { Traffic } from "@/lib/traffic/types";
import { Panel } from "../page/panel";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";
import { gatewaysFigure, upstreamsFigure } from "./health-figures";
import { decisionsHref } from "./hrefs";
import type { HealthFacts } from "./types";
import { atMost, change, count, RANGE_WORDS, share } from "./words";

const HOUR = "1h";

/** Whether anything is odd, by the last hour: each number says what it is of, and leads to it. */
export function Health({ hour, facts: { gateways, upstreams } }: { hour: Traffic; facts: HealthFacts }) {
  const { total, took, previous, reasons } = hour;
  const closed = reasons
    .filter(({ code }) => FAILED_CLOSED.includes(code))
    .reduce((sum, { decisions }) => sum + decisions, 0);
  const troubled = total.toolErrors + total.failed + total.inDoubt;
  const none = total.decisions === 0;
  const enforcing = gatewaysFigure(gateways, !none);
  const down = upstreamsFigure(upstreams);
  return (
    <Panel title="Health, the last hour" flush>
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-b-lg bg-line sm:grid-cols-4">
        <Figure
          term="Decisions"
          value={none ? "none" : count(total.decisions)}
          href={decisionsHref({ range: HOUR })}
        >
          {none
            ? "No agent has called"
            : `${perMinute(total.decisions)} a minute. ${change(total.decisions, previous?.decisions ?? null, RANGE_WORDS[HOUR].before)}`}
        </Figure>
        <Figure
          term="Denied"
          value={share(total.deny, total.decisions)}
          href={decisionsHref({ range: HOUR, action: "DENY" })}
          odd={
            previous !== null && isMuchMore(total.deny / total.decisions, previous.deny / previous.decisions)
          }
        >
          {none
            ? "Nothing to deny"
            : `${count(total.deny)} of ${count(total.decisions)}${previous ? `; ${share(previous.deny, previous.decisions)} before` : ""}`}
        </Figure>
        <Figure
          term="Execution, p95"
          value={atMost(took.p95)}
          href={decisionsHref({ range: HOUR, action: "ALLOW" })}
        >
          {took.p95 === null
            ? "Nothing ran"
            : `Half ${atMost(took.p50)}; with waiting ${atMost(hour.whole.p95)}`}
        </Figure>
        <Figure
          term="Did not succeed"
          value={troubled === 0 && total.allow === 0 ? "—" : count(troubled)}
          href={decisionsHref({ range: HOUR, outcome: "problem" })}
          odd={total.inDoubt > 0 || isMuchMore(troubled / total.allow, 0.1)}
        >
          {total.allow === 0
            ? "Nothing ran"
            : `of ${count(total.allow)} allowed${total.inDoubt > 0 ? `, ${count(total.inDoubt)} in doubt` : ""}`}
        </Figure>
        <Figure term="Gateways" value={enforcing.value} href="/policy" odd={enforcing.odd}>
          {enforcing.said}
        </Figure>
        <Figure term="Upstreams down" value={down.value} href="/upstreams" odd={down.odd}>
          {down.said}
        </Figure>
        <Figure
          term="Failed closed"
          value={none ? "—" : count(closed)}
          href={decisionsHref({
            range: HOUR,
            action: "DENY",
            ...(closed > 0 && { code: FAILED_CLOSED.find((code) => reasons.some((it) => it.code === code)) }),
          })}
          odd={closed > 0}
        >
          {none ? "Nothing was decided" : "refused because nobody or nothing was there to decide"}
        </Figure>
        <Figure
          term="No outcome yet"
          value={total.allow === 0 ? "—" : count(total.open)}
          href={decisionsHref({ range: HOUR, action: "ALLOW" })}
        >
          {total.allow === 0 ? "Nothing ran" : "allowed, and still running or unknown"}
        </Figure>
      </dl>
    </Panel>
  );
}

/** Twice as much as before, and more than a few in a hundred. */
function isMuchMore(now: number, before: number): boolean {
  return now > 0.05 && now > 2 * before;
}

function perMinute(decisions: number): string {
  const rate = decisions / 60;
  return rate >= 10 ? count(Math.round(rate)) : rate.toFixed(1);
}

type FigureProps = { term: string; value: string; href: string; odd?: boolean; children: ReactNode };

function Figure({ term, value, href, odd = false, children }: FigureProps) {
  return (
    <div className="relative grid content-start gap-0.5 bg-surface px-4 py-3 hover:bg-hover">
      <dt className="text-xs text-ink-3">{term}</dt>
      <dd className={cn("text-xl font-semibold tracking-tight tabular-nums", odd && "text-deny")}>
        {/* Safe because it is built from our own routes. */}
        <Link
          href={href as Route}
          className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
        >
          {value}
          {odd && <span className="sr-only"> (odd)</span>}
        </Link>
        {odd && (
          <span aria-hidden className="ml-1.5 align-middle text-xs font-medium">
            odd
          </span>
        )}
      </dd>
      <dd className="text-xs text-pretty text-ink-3">{children}</dd>
    </div>
  );
}
