import { CircleCheck, CircleX } from "lucide-react";
import Link from "next/link";
import type { ApprovalDetail, Vote } from "@/lib/approvals/types";
import { Badge } from "../ui/badge";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { StatusBadge } from "../ui/status-badge";
import { duration } from "../ui/time-format";

/** What people said, and apart from it what became of the call: an approved call can still fail. */
export function CardRecord({ approval }: { approval: ApprovalDetail }) {
  if (approval.votes.length === 0 && approval.status === "pending") return null;
  return (
    <div className="grid gap-3 rounded-lg border border-line bg-sunken p-4">
      <Line term="Verdict">
        <StatusBadge status={approval.status} />
        <VerdictNote approval={approval} />
      </Line>
      {approval.votes.length > 0 && (
        <ul className="grid gap-2">
          {approval.votes.map((vote) => (
            <VoteLine key={vote.createdAt + vote.userName} vote={vote} />
          ))}
        </ul>
      )}
      {approval.status === "approved" && approval.call && (
        <Line term="Outcome">
          {approval.call.state === "approved" ? (
            <Badge>Not run yet</Badge>
          ) : (
            <StatusBadge status={approval.call.state} />
          )}
          <OutcomeNote approval={approval} />
        </Line>
      )}
    </div>
  );
}

function Line({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm">
      <span className="w-16 text-ink-3">{term}</span>
      {children}
    </div>
  );
}

function VerdictNote({ approval }: { approval: ApprovalDetail }) {
  if (approval.status === "pending") {
    return (
      <span className="text-ink-2">
        {approval.approvals} of {approval.requiredApprovals} approvals
      </span>
    );
  }
  const note = {
    expired: "nobody decided in time",
    cancelled: "the agent withdrew it",
    approved: "",
    denied: "",
  }[approval.status];
  return (
    <span className="text-ink-3">
      {note} {approval.decidedAt && <RelativeTime at={approval.decidedAt} />}
    </span>
  );
}

function OutcomeNote({ approval }: { approval: ApprovalDetail }) {
  const outcome = approval.call?.outcome;
  return (
    <span className="text-ink-2">
      {outcome && <>{duration(outcome.durationMs)} · </>}
      {approval.call?.state === "approved" && "the agent has not come back for it · "}
      <Link
        href={`/sessions/${approval.sessionId}?call=${approval.callId}`}
        className="rounded-xs text-accent underline underline-offset-2"
      >
        the call
      </Link>
    </span>
  );
}

function VoteLine({ vote }: { vote: Vote }) {
  const yes = vote.verdict === "approve";
  const Icon = yes ? CircleCheck : CircleX;
  return (
    <li className="flex items-start gap-2 text-sm">
      <Icon
        aria-hidden
        className={yes ? "mt-0.5 size-4 shrink-0 text-allow" : "mt-0.5 size-4 shrink-0 text-deny"}
      />
      <div className="min-w-0">
        <span className="font-medium">{vote.userName}</span> {yes ? "approved" : "denied"}{" "}
        <RelativeTime at={vote.createdAt} className="text-ink-3" />
        {vote.comment && (
          <p className="wrap-anywhere whitespace-pre-wrap text-ink-2">
            <SafeText>{vote.comment}</SafeText>
          </p>
        )}
      </div>
    </li>
  );
}
