"use client";

import { CircleHelp } from "lucide-react";
import type { Route } from "next";
import type { ReactNode } from "react";
import type { AmountKind } from "@/lib/capabilities/types";
import type { Impact } from "@/lib/incidents/impact/types";
import { Facts } from "../../page/facts";
import { Panel } from "../../page/panel";
import { Button } from "../../ui/button";
import { Link } from "../../ui/link";
import { SafeText } from "../../ui/safe-text";
import { Part } from "../shared/part";
import { usePart } from "../shared/use-part";

/** What an incident reached, and where to see each of it. */
export function ImpactPanel({ incidentId }: { incidentId: string }) {
  const query = usePart<Impact>(incidentId, "impact");
  return (
    <Panel
      title="Impact"
      actions={
        <Button asChild size="sm" variant="ghost">
          <Link href={`/incidents/${incidentId}/calls` as Route}>Affected calls</Link>
        </Button>
      }
    >
      <Part query={query} lines={6}>
        {(impact) => <Reached impact={impact} incidentId={incidentId} />}
      </Part>
    </Panel>
  );
}

function Reached({ impact, incidentId }: { impact: Impact; incidentId: string }) {
  const { sessions, calls, outcomes, approvals, effects, amounts, truncated } = impact;
  const href = (query: string) => `/incidents/${incidentId}/calls${query}` as Route; // our own page
  return (
    <div className="grid gap-4">
      <Facts
        facts={[
          { term: "Sessions", value: sessions.length === 0 ? "None" : <Sessions sessions={sessions} /> },
          {
            term: "Calls",
            value: (
              <Counted total={calls.total} href={href("")}>
                {words([calls.allow, "allowed"], [calls.deny, "denied"], [calls.ask, "for people to decide"])}
              </Counted>
            ),
          },
          {
            term: "Ran",
            value: words(
              [outcomes.succeeded, "succeeded"],
              [outcomes.toolError, "tool errors"],
              [outcomes.failed, "failed"],
              [outcomes.inDoubt, "in doubt"],
              [outcomes.running, "still running"],
            ),
          },
          {
            term: "Approvals",
            value: words(
              [approvals.waiting, "waiting"],
              [approvals.approved, "approved"],
              [approvals.denied, "denied"],
              [approvals.other, "ended otherwise"],
            ),
          },
          {
            term: "Side effects",
            value: (
              <Counted total={effects.total} href={href("?effects=true")} more={truncated}>
                {words(
                  [effects.reversible, "reversible"],
                  [effects.irreversible, "not reversible"],
                  [effects.unknown, "unknown"],
                )}
              </Counted>
            ),
          },
          {
            term: "Way back",
            value: words(
              [effects.byCall, "by a call"],
              [effects.byHand, "by hand"],
              [effects.noWay, "no known way"],
            ),
          },
          { term: "Money", value: <Moved of="money" amounts={amounts} /> },
          { term: "Records", value: <Moved of="records" amounts={amounts} /> },
        ]}
      />
    </div>
  );
}

function Sessions({ sessions }: { sessions: Impact["sessions"] }) {
  return (
    <ul className="grid gap-1">
      {sessions.slice(0, 5).map(({ id, label, agent, calls }) => (
        <li key={id} className="min-w-0">
          <Link
            href={`/sessions/${id}` as Route} // our own page
            className="inline-flex min-h-6 max-w-full items-center rounded-xs underline underline-offset-2 hover:text-ink"
          >
            <span className="truncate">
              <SafeText oneLine>{label === "" ? agent : `${agent} · ${label}`}</SafeText>
            </span>
          </Link>{" "}
          <span className="text-xs text-ink-3 tabular-nums">{calls === 1 ? "1 call" : `${calls} calls`}</span>
        </li>
      ))}
      {sessions.length > 5 && <li className="text-xs text-ink-3">and {sessions.length - 5} more</li>}
    </ul>
  );
}

type CountedProps = { total: number; href: Route; more?: boolean; children: ReactNode };

function Counted({ total, href, more, children }: CountedProps) {
  if (total === 0) return "None";
  return (
    <>
      <Link
        href={href}
        className="inline-flex min-h-6 items-center rounded-xs font-medium underline underline-offset-2"
      >
        {total}
        {more ? " or more" : ""}
      </Link>
      <span className="block text-xs text-ink-2">{children}</span>
    </>
  );
}

/** What was moved, by what the capabilities of its calls declare. */
function Moved({ of, amounts }: { of: AmountKind; amounts: Impact["amounts"] }) {
  const totals = amounts.filter((total) => total.of === of);
  if (totals.length === 0) {
    return (
      <span
        className="inline-flex items-center gap-1 text-ink-3"
        title="No capability that was called declares where its calls say how much they move."
      >
        <CircleHelp aria-hidden className="size-3.5" />
        Not declared
      </span>
    );
  }
  return (
    <ul className="grid gap-1">
      {totals.map(({ unit, total, calls, unreadable }) => (
        <li key={unit} className="min-w-0">
          <span className="font-medium tabular-nums">{total}</span> <SafeText oneLine>{unit}</SafeText>
          <span className="block text-xs text-ink-2">
            {calls === 1 ? "in 1 call" : `in ${calls} calls`}
            {unreadable > 0 && `; of ${unreadable} it is not known`}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** "3 allowed, 1 denied": what there is none of is left out. */
function words(...parts: readonly (readonly [number, string])[]): string {
  const some = parts.filter(([count]) => count > 0);
  return some.length === 0 ? "None" : some.map(([count, word]) => `${count} ${word}`).join(", ");
}
