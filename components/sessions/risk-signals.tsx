import type { Route } from "next";
import type { RiskSignalRow, SessionRiskView } from "@/lib/quarantine/types";
import { SIGNAL_WORDS } from "@/lib/quarantine/words";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";

/** Why a session's risk is what it is: each call that raised or lowered it, newest first. Nothing where nothing did. */
export function RiskSignals({ risk }: { risk: SessionRiskView }) {
  const { sessionId, score, threshold, halfLifeSeconds, signals, watchUntil } = risk;
  if (signals.length === 0) return null;
  return (
    <details className="mx-4 mb-4 rounded-lg border border-line text-sm md:mx-6 lg2:max-w-5xl">
      <summary className="min-h-9 cursor-pointer px-4 py-2">
        <strong className="font-medium">
          Risk {score} of {threshold}
        </strong>{" "}
        <span className="text-ink-3">
          · half of it is gone after {Math.round(halfLifeSeconds / 60)} min
          {watchUntil !== null && (
            <>
              {" "}
              · watched until <RelativeTime at={watchUntil} />
            </>
          )}
        </span>
      </summary>
      <ul className="divide-y divide-line border-t border-line">
        {signals.map((row) => (
          <Signal key={`${row.decisionId} ${row.signal}`} sessionId={sessionId} row={row} />
        ))}
      </ul>
    </details>
  );
}

function Signal({ sessionId, row }: { sessionId: string; row: RiskSignalRow }) {
  const { callId, signal, points, left, score, capability, at } = row;
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-2">
      <span className="w-10 text-right font-mono tabular-nums">
        {points > 0 ? "+" : "−"}
        {Math.abs(points)}
      </span>
      <span className="first-letter:uppercase">{SIGNAL_WORDS[signal].one}</span>
      <Link
        href={`/sessions/${sessionId}?call=${callId}` as Route} // our own page
        className="inline-flex min-h-6 min-w-0 items-center font-mono text-xs wrap-anywhere underline underline-offset-2"
      >
        <SafeText oneLine>{capability === "" ? "its call" : capability}</SafeText>
      </Link>
      <span className="grow" />
      <span className="text-xs text-ink-3 tabular-nums">
        {points > 0 && `${left} left · `}
        {score} right after · <RelativeTime at={at} />
      </span>
    </li>
  );
}
