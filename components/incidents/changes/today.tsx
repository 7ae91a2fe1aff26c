"use client";

import type { Route } from "next";
import { useState } from "react";
import type { CallToday, Reassessment } from "@/lib/incidents/changes/types";
import { Button } from "../../ui/button";
import { Link } from "../../ui/link";
import { SafeText } from "../../ui/safe-text";
import { StatusBadge } from "../../ui/status-badge";
import { Part } from "../shared/part";
import { usePart } from "../shared/use-part";

/** Would the policy that is in force now stop it? Asked for, because each call is decided again. */
export function Today({ incidentId }: { incidentId: string }) {
  const [asked, setAsked] = useState(false);
  const query = usePart<Reassessment>(incidentId, "reassessment", { enabled: asked });
  return (
    <section className="border-t border-line p-4" aria-label="Under today's policy">
      <h3 className="text-sm font-medium">Would today&apos;s policy stop it?</h3>
      {asked ? (
        <div className="-mx-4 -mb-4">
          <Part query={query}>{(answer) => <Answer answer={answer} />}</Part>
        </div>
      ) : (
        <Button size="sm" className="mt-2" onClick={() => setAsked(true)}>
          Decide its calls again
        </Button>
      )}
    </section>
  );
}

function Answer({ answer: { rows, ran, stopped, revision, truncated } }: { answer: Reassessment }) {
  return (
    <div className="grid gap-3 p-4 pt-1.5">
      <p className="text-sm text-ink-2" role="status">
        {sentence(ran, stopped)}
        {revision && ` Production has revision ${revision.number}.`} Nothing was called.
      </p>
      <ul className="grid gap-2.5" aria-label="Calls under today's policy">
        {rows.map((row) => (
          <Row key={row.callId} row={row} />
        ))}
      </ul>
      {truncated && <p className="text-xs text-ink-3">The newest calls only.</p>}
    </div>
  );
}

function sentence(ran: number, stopped: number): string {
  if (ran === 0) return "Nothing ran that did more than read.";
  const what = ran === 1 ? "the one call that ran and did" : `the ${ran} calls that ran and did`;
  const how = stopped === 0 ? "None" : stopped === ran ? "All" : String(stopped);
  return `${how} of ${what} more than read would be stopped or asked about now.`;
}

function Row({ row }: { row: CallToday }) {
  const { callId, sessionId, capability, was, today, ruleId, why, approximate } = row;
  return (
    <li className="grid gap-1 text-sm">
      <span className="flex flex-wrap items-center gap-x-1.5 gap-y-1">
        {sessionId === null ? (
          <SafeText oneLine>{capability}</SafeText>
        ) : (
          <Link
            href={`/sessions/${sessionId}?call=${callId}` as Route} // our own page
            className="rounded-xs py-0.5 font-mono text-xs wrap-anywhere underline underline-offset-2"
          >
            <SafeText oneLine>{capability}</SafeText>
          </Link>
        )}
        <StatusBadge status={was} kind="Was" />
        <span aria-hidden className="text-ink-3">
          →
        </span>
        {today === null ? (
          <StatusBadge status={null} kind="Now" />
        ) : (
          <StatusBadge status={today} kind="Now" />
        )}
      </span>
      <span className="text-xs wrap-anywhere text-ink-3">
        {approximate && "≈ "}
        {ruleId !== null && <code className="font-mono">{ruleId}: </code>}
        <SafeText oneLine>{why}</SafeText>
      </span>
    </li>
  );
}
