import type { ReactNode } from "react";
import type { ApprovalInsights } from "@/lib/approvals/insights/types";
import { counted, decidedOf, endedOf, share, took } from "./words";

/** The six numbers of the period. Each says what it counts; where there is nothing to count, it says that. */
export function Headline({ insights }: { insights: ApprovalInsights }) {
  const { total, dwell, escalations } = insights;
  const [decided, ended] = [decidedOf(total), endedOf(total)];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line shadow-xs sm:grid-cols-3 xl:grid-cols-6">
      <Number term="Approved" value={share(total.approved, decided)}>
        {decided === 0
          ? "Nobody decided any"
          : `${total.approved.toLocaleString("en")} of ${counted(decided, "decision")}`}
      </Number>
      <Number term="Time to decide" value={took(total.times.median)}>
        {total.times.p95 === null ? "No decisions yet" : `Median; 95 of 100 within ${took(total.times.p95)}`}
      </Number>
      <Number term="Expired" value={share(total.expired, ended)}>
        {ended === 0
          ? "None has ended"
          : `${total.expired.toLocaleString("en")} of ${ended.toLocaleString("en")} that ended`}
      </Number>
      <Number term="Escalated" value={share(escalations.escalated, total.asked)}>
        {`${counted(escalations.escalated, "request")}, ${escalations.decided.toLocaleString("en")} then decided`}
      </Number>
      <Number term="Decided in haste" value={share(dwell.hasty, dwell.measured)}>
        {dwell.measured === 0
          ? "Nothing was measured"
          : `${dwell.hasty.toLocaleString("en")} of ${dwell.measured.toLocaleString("en")} measured, faster than anybody reads`}
      </Number>
      <Number term="Time to read measured" value={share(dwell.measured, dwell.decisions)}>
        {dwell.decisions === 0
          ? "Nobody decided any"
          : `${dwell.measured.toLocaleString("en")} of ${counted(dwell.decisions, "vote")}; not from chat or in bulk`}
      </Number>
    </dl>
  );
}

function Number({ term, value, children }: { term: string; value: string; children: ReactNode }) {
  return (
    <div className="grid content-start gap-0.5 bg-surface px-4 py-3">
      <dt className="text-xs text-ink-3">{term}</dt>
      <dd className="text-xl font-semibold tracking-tight tabular-nums">{value}</dd>
      <dd className="text-xs text-pretty text-ink-3">{children}</dd>
    </div>
  );
}
