"use client";

import type { ApprovalDetail } from "@/lib/approvals/types";
import { AbsoluteTime, RelativeTime } from "../ui/relative-time";
import { countdown } from "../ui/time-format";
import { useServerNow } from "./server-clock";

/** How long is left, what happens at zero, and who comes in before that. */
export function ClockFact({ approval }: { approval: ApprovalDetail }) {
  const now = useServerNow();
  if (approval.status !== "pending") return <Settled approval={approval} />;
  if (approval.frozen) return <Frozen approval={approval} since={approval.frozen.since} />;
  const left = Date.parse(approval.expiresAt) - now;
  return (
    <>
      <p>
        <span className="font-medium tabular-nums">{left > 0 ? countdown(left) : "0:00"}</span> left. Where
        nobody has decided by <AbsoluteTime at={approval.expiresAt} />, it is denied.
      </p>
      <Escalation approval={approval} now={now} />
    </>
  );
}

function Frozen({ approval: { expiresAt, frozen }, since }: { approval: ApprovalDetail; since: string }) {
  const left = Date.parse(expiresAt) - Date.parse(since);
  return (
    <p>
      <span className="font-medium tabular-nums">{left > 0 ? countdown(left) : "0:00"}</span> left, frozen{" "}
      <RelativeTime at={since} />: {(frozen?.by ?? "").replace(/^./, (first) => first.toLowerCase())} is
      stopped. The time goes on when that is lifted.
    </p>
  );
}

function Escalation({ approval, now }: { approval: ApprovalDetail; now: number }) {
  const { escalatesAt, escalatedAt, escalation } = approval;
  const who = escalation ?? "others";
  if (escalatedAt)
    return (
      <p className="text-high">
        Escalated <RelativeTime at={escalatedAt} />: {who} may decide as well.
      </p>
    );
  if (!escalatesAt) return <p className="text-ink-3">Nobody else comes in before that.</p>;
  const left = Date.parse(escalatesAt) - now;
  return (
    <p className="text-ink-2">
      {left > 0 ? (
        <>
          In <span className="tabular-nums">{countdown(left)}</span> it escalates: then {who} may decide as
          well.
        </>
      ) : (
        <>It is being escalated: {who} may decide as well.</>
      )}
    </p>
  );
}

const ENDED: Partial<Record<ApprovalDetail["status"], string>> = {
  expired: "Ran out: nobody decided in time, so it was denied",
  cancelled: "Stopped before anybody decided",
};

function Settled({ approval }: { approval: ApprovalDetail }) {
  return (
    <span className="text-ink-2">
      {ENDED[approval.status] ?? "Settled"}
      {approval.decidedAt && (
        <>
          {" "}
          <RelativeTime at={approval.decidedAt} />
        </>
      )}
    </span>
  );
}
