import type { DecisionFacts } from "@/lib/calls/types";
import type { CallInspection, InspectedCall, Payload } from "@/lib/calls/waterfall/types";
import { ExplanationList, readExplanation, RuleLink } from "../../calls/explanation";
import { Facts, type Fact } from "../../page/facts";
import { CodeBlock } from "../../ui/code-block";
import { CopyId } from "../../ui/copy-id";
import { Link } from "../../ui/link";
import { AbsoluteTime, RelativeTime } from "../../ui/relative-time";
import { SafeText, Untrusted } from "../../ui/safe-text";
import { RiskBadge, StatusBadge } from "../../ui/status-badge";
import { Tabs } from "../../ui/tabs";
import { duration } from "../../ui/time-format";
import type { InspectorTab } from "../waterfall/use-call-address";
import { DownloadLink, PayloadView } from "./payload";

type CallPanelProps = InspectedCall & { tab: InspectorTab; onTab: (tab: InspectorTab) => void };

/** Everything recorded of one call. A tab that is not shown is not there: large payloads cost only where they are seen. */
export function CallPanel({ call, ruleHref, tab, onTab }: CallPanelProps) {
  const tabs = [
    { value: "arguments", label: "Arguments", content: <Arguments call={call} /> },
    { value: "result", label: "Result", content: <Result call={call} /> },
    { value: "decision", label: "Decision", content: <Decision call={call} ruleHref={ruleHref} /> },
    ...(call.approval
      ? [{ value: "approval", label: "Approval", content: <Approval call={call} approval={call.approval} /> }]
      : []),
    { value: "raw", label: "Raw", content: <Raw call={call} /> },
  ];
  // A call nobody was asked about has no such tab.
  const shown = tabs.some(({ value }) => value === tab) ? tab : "decision";
  return (
    <Tabs
      label="Parts of the call"
      tabs={tabs}
      value={shown}
      // Safe because the tabs above are all there are.
      onValueChange={(value) => onTab(value as InspectorTab)}
    />
  );
}

function Raw({ call }: { call: CallInspection }) {
  return (
    <div className="grid gap-3">
      <DownloadLink call={call} part="raw">
        Download the record
      </DownloadLink>
      <CodeBlock code={JSON.stringify(withoutBulk(call), null, 2)} label="Raw record" wrap />
    </div>
  );
}

/** What is too large for a page is in the download. */
function withoutBulk(call: CallInspection): object {
  const bulk = (payload: Payload) =>
    payload.kind === "whole" ? payload.value : payload.kind === "cut" ? `… ${payload.bytes} bytes` : null;
  return { ...call, arguments: bulk(call.arguments), result: bulk(call.result) };
}

function Arguments({ call }: { call: CallInspection }) {
  return (
    <div className="grid gap-3">
      <PayloadView call={call} part="arguments" />
      {call.argumentsHash && (
        <Facts
          facts={[{ term: "Hash", value: <CopyId id={call.argumentsHash} what="hash of the arguments" /> }]}
        />
      )}
    </div>
  );
}

function Decision({ call, ruleHref }: InspectedCall) {
  return (
    <div className="grid gap-5">
      <DecisionSection decision={call.decision} ruleHref={ruleHref} />
      {call.redeeming && (
        <section className="grid gap-3 border-t border-line pt-4">
          <h3 className="text-sm font-semibold">Decided again when the approved call came back</h3>
          <DecisionSection decision={call.redeeming} ruleHref={null} />
        </section>
      )}
    </div>
  );
}

function DecisionSection({ decision, ruleHref }: { decision: DecisionFacts; ruleHref: string | null }) {
  const explanation = readExplanation(decision.explanation);
  const facts: Fact[] = [
    { term: "Decision", value: <StatusBadge status={decision.action} /> },
    {
      term: "Settled by",
      value: <span className="font-mono text-xs">{`${decision.step} · ${decision.code}`}</span>,
    },
    {
      term: "Rule",
      value:
        decision.step === "policy" || decision.ruleId ? (
          <RuleLink
            ruleId={decision.ruleId}
            revisionId={decision.policyRevisionId}
            {...(ruleHref && { href: ruleHref })}
          />
        ) : null,
    },
    { term: "Reason", value: <SafeText>{decision.reason}</SafeText> },
    { term: "Risk", value: decision.riskLevel && <RiskBadge level={decision.riskLevel} /> },
    {
      term: "Policy",
      value: decision.policyRevisionNumber !== null && `Revision ${decision.policyRevisionNumber}`,
    },
    { term: "Decided", value: <AbsoluteTime at={decision.decidedAt} /> },
    { term: "Outcome due", value: decision.outcomeDueAt && <AbsoluteTime at={decision.outcomeDueAt} /> },
    { term: "Door", value: decision.door.toUpperCase() },
    { term: "Decision id", value: <CopyId id={decision.id} what="decision id" /> },
    { term: "Request id", value: <CopyId id={decision.requestId} what="request id" /> },
  ];
  return (
    <>
      <Facts facts={facts.map(({ term, value }) => ({ term, value: value === false ? null : value }))} />
      {explanation && (
        <section className="grid gap-2 border-t border-line pt-4">
          <h3 className="text-sm font-semibold">Rules tried</h3>
          <ExplanationList explanation={explanation} revisionId={decision.policyRevisionId} />
        </section>
      )}
    </>
  );
}

function Approval({
  call,
  approval,
}: {
  call: CallInspection;
  approval: NonNullable<CallInspection["approval"]>;
}) {
  const waited = approval.decidedAt
    ? duration(Date.parse(approval.decidedAt) - Date.parse(approval.createdAt))
    : null;
  return (
    <div className="grid gap-4">
      <Facts
        facts={[
          { term: "Verdict", value: <StatusBadge status={approval.status} /> },
          { term: "Asked", value: <AbsoluteTime at={approval.createdAt} /> },
          { term: "Waited", value: waited },
          { term: "Used", value: call.redeemedAt ? <AbsoluteTime at={call.redeemedAt} /> : "not yet" },
          {
            term: "Request",
            value: (
              <Link
                href={`/approvals/${approval.id}`}
                className="rounded-xs text-accent underline underline-offset-2"
              >
                Open the request
              </Link>
            ),
          },
        ]}
      />
      <ul className="grid gap-3">
        {call.votes.map((vote) => (
          <li key={vote.createdAt + vote.userName} className="text-sm">
            <span className="font-medium">{vote.userName}</span> {VOTED[vote.verdict] ?? vote.verdict}{" "}
            <RelativeTime at={vote.createdAt} className="text-ink-3" />
            {vote.comment && (
              <p className="wrap-anywhere whitespace-pre-wrap text-ink-2">
                <SafeText>{vote.comment}</SafeText>
              </p>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

const VOTED: Readonly<Record<string, string>> = {
  approve: "approved",
  deny: "denied",
  request_changes: "asked for changes",
};

function Result({ call }: { call: CallInspection }) {
  if (!call.outcome)
    return <p className="text-sm text-ink-2">{NO_OUTCOME[call.state] ?? "Nothing is recorded yet."}</p>;
  return (
    <div className="grid gap-4">
      <Facts
        facts={[
          { term: "Outcome", value: <StatusBadge status={call.outcome.status} /> },
          {
            term: "Took",
            value: `${duration(call.outcome.durationMs)} in ${call.outcome.attempts} ${call.outcome.attempts === 1 ? "attempt" : "attempts"}`,
          },
          { term: "Recorded", value: <AbsoluteTime at={call.outcome.recordedAt} /> },
          {
            term: "Error",
            value: call.outcome.errorCode && (
              <span className="font-mono text-xs">{call.outcome.errorCode}</span>
            ),
          },
          {
            term: "Hash",
            value: call.resultHash && <CopyId id={call.resultHash} what="hash of the result" />,
          },
        ]}
      />
      {call.errorMessage && (
        <Untrusted source="the upstream said">
          <SafeText>{call.errorMessage}</SafeText>
        </Untrusted>
      )}
      {call.result.kind !== "none" && <PayloadView call={call} part="result" />}
    </div>
  );
}

const NO_OUTCOME: Partial<Record<CallInspection["state"], string>> = {
  denied: "It was denied, so nothing ran.",
  held: "It waits for people, so nothing has run.",
  approved: "It is approved. The agent has not come back for it, so nothing has run.",
  running: "It was let through. The upstream has not answered yet.",
  in_doubt:
    "It was let through and no outcome was recorded in time. It may have run: check the upstream before trying again.",
  expired: "Its time ran out, so nothing ran.",
  cancelled: "The agent withdrew it, so nothing ran.",
};
