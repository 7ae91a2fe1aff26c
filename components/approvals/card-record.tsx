import { CircleCheck, CircleDashed, CircleDot, CircleX, PencilLine, type LucideIcon } from "lucide-react";
import type { ApprovalDetail, ChainStepView, Vote } from "@/lib/approvals/types";
import { DENY_REASON_WORDS } from "@/lib/approvals/schemas";
import { Badge } from "../ui/badge";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { StatusBadge } from "../ui/status-badge";
import { duration } from "../ui/time-format";
import { labelOfPointer } from "./argument-paths";
import { Deciders } from "./deciders";

/** What people said, step by step, and apart from it what became of the call: an approved call can still fail. */
export function CardRecord({ approval }: { approval: ApprovalDetail }) {
  const pending = approval.status === "pending";
  const { steps } = approval.chain;
  // A vote of a step that the chain does not have would be lost from sight.
  const stray = approval.votes.filter(({ step }) => !steps[step - 1]);
  return (
    <section aria-label="Decision" className="grid gap-3 rounded-lg border border-line bg-sunken p-4">
      <Line term="Verdict">
        <StatusBadge status={approval.status} />
        <VerdictNote approval={approval} />
      </Line>
      {!pending && (
        <Line term="Outcome">
          <Outcome approval={approval} />
        </Line>
      )}
      <ol className="grid gap-3 border-t border-line pt-3">
        {steps.map((step, index) => (
          <Step
            key={index}
            step={step}
            number={index + 1}
            of={steps.length}
            settled={!pending}
            votes={approval.votes.filter((vote) => vote.step === index + 1)}
            args={approval.arguments}
          />
        ))}
        {stray.map((vote) => (
          <VoteLine key={vote.createdAt + vote.userName} vote={vote} args={approval.arguments} />
        ))}
      </ol>
      {pending && <Deciders approval={approval} />}
    </section>
  );
}

function Line({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm">
      <span className="w-16 shrink-0 text-ink-3">{term}</span>
      {children}
    </div>
  );
}

function VerdictNote({ approval }: { approval: ApprovalDetail }) {
  const { status, decidedAt, decidedBy, cancelCause, chain } = approval;
  if (status === "pending") {
    const { denyThreshold } = chain;
    return (
      <span className="text-ink-3">
        {denyThreshold > 1 ? `${denyThreshold} people have to deny, to end it` : "one denial ends it"}
      </span>
    );
  }
  const note = {
    expired: "nobody decided in time",
    cancelled: cancelCause ?? "the agent withdrew it",
    approved: decidedBy && `by ${decidedBy}`,
    denied: decidedBy && `by ${decidedBy}`,
    changes_requested: decidedBy && `by ${decidedBy}`,
  }[status];
  return (
    <span className="text-ink-3">
      {note && <SafeText oneLine>{note}</SafeText>} {decidedAt && <RelativeTime at={decidedAt} />}
    </span>
  );
}

/** Of a call that nobody let through there is nothing to tell, and that is said. */
function Outcome({ approval }: { approval: ApprovalDetail }) {
  const { call, status } = approval;
  if (status !== "approved" || !call) return <Badge>Did not run</Badge>;
  return (
    <>
      {call.state === "approved" ? <Badge>Not run yet</Badge> : <StatusBadge status={call.state} />}
      <span className="text-ink-2">
        {call.outcome && <>{duration(call.outcome.durationMs)} · </>}
        {call.state === "approved" && "the agent has not come back for it · "}
        {call.state === "expired" && "the agent did not come back for it in time · "}
        <Link
          href={`/sessions/${approval.sessionId}?call=${approval.callId}`}
          className="rounded-xs text-accent underline underline-offset-2"
        >
          the call
        </Link>
      </span>
    </>
  );
}

const STATES: Record<ChainStepView["state"], { icon: LucideIcon; word: string; className: string }> = {
  done: { icon: CircleCheck, word: "done", className: "text-allow" },
  open: { icon: CircleDot, word: "open", className: "text-hold" },
  later: { icon: CircleDashed, word: "later", className: "text-ink-3" },
};

type StepProps = {
  step: ChainStepView;
  number: number;
  of: number;
  settled: boolean;
  votes: readonly Vote[];
  args: unknown;
};

function Step({ step, number, of, settled, votes, args }: StepProps) {
  const { icon: Icon, word, className } = STATES[step.state];
  const over = settled && step.state !== "done";
  return (
    <li className="grid gap-1.5 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
        <Icon aria-hidden className={cn("size-4 shrink-0 self-center", over ? "text-ink-3" : className)} />
        <span className="font-medium">
          {of > 1 && <span className="text-ink-3">{number}. </span>}
          {step.name}
        </span>
        <span className="sr-only">{over ? "not completed" : word}</span>
        {step.groups.map((group) => (
          <span key={group.name} className="text-ink-2">
            <span className="tabular-nums">
              {group.have} of {group.need}
            </span>{" "}
            {group.name}
            {group.who && <span className="text-ink-3"> ({group.who})</span>}
          </span>
        ))}
      </p>
      {votes.length > 0 && (
        <ul className="grid gap-2 pl-6">
          {votes.map((vote) => (
            <VoteLine key={vote.createdAt + vote.userName} vote={vote} args={args} />
          ))}
        </ul>
      )}
    </li>
  );
}

const VERDICTS = {
  approve: { icon: CircleCheck, word: "approved", className: "text-allow" },
  deny: { icon: CircleX, word: "denied", className: "text-deny" },
  request_changes: { icon: PencilLine, word: "asked for changes", className: "text-info" },
} as const;

function VoteLine({ vote, args }: { vote: Vote; args: unknown }) {
  const { icon: Icon, word, className } = VERDICTS[vote.verdict];
  return (
    <li className="flex items-start gap-2 text-sm">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", className)} />
      <div className="grid min-w-0 gap-0.5">
        <p>
          <span className="font-medium">{vote.userName}</span>
          {vote.inPlaceOf && <span className="text-ink-2"> for {vote.inPlaceOf}</span>} {word}{" "}
          <RelativeTime at={vote.createdAt} className="text-ink-3" />
          {vote.via !== "console" && (
            <span className="text-ink-3"> by {vote.via === "slack" ? "Slack" : "API"}</span>
          )}
          {vote.hasty && (
            <Badge tone="hold" className="ml-1.5">
              Hasty{vote.dwellMs !== null && `: ${duration(vote.dwellMs)}`}
            </Badge>
          )}
        </p>
        {(vote.reason || vote.comment) && (
          <p className="wrap-anywhere whitespace-pre-wrap text-ink-2">
            {vote.reason && vote.reason !== "other" && (
              <span className="font-medium">
                {DENY_REASON_WORDS[vote.reason]}
                {vote.comment && ": "}
              </span>
            )}
            {vote.comment && <SafeText>{vote.comment}</SafeText>}
          </p>
        )}
        {vote.changes.length > 0 && (
          <ul className="grid gap-0.5">
            {vote.changes.map(({ pointer, problem }) => (
              <li key={pointer} className="wrap-anywhere text-ink-2">
                <span className="font-mono text-xs text-syntax-key">
                  <SafeText oneLine>{labelOfPointer(pointer, args)}</SafeText>
                </span>{" "}
                <SafeText>{problem}</SafeText>
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}
