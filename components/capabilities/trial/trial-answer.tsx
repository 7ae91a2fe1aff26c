"use client";

import type { Route } from "next";
import type { TrialAnswer as Answer } from "@/lib/gateway/types";
import { JsonViews } from "../../calls/call-arguments";
import { RuleLink } from "../../calls/explanation";
import { Facts, type Fact } from "../../page/facts";
import { Panel } from "../../page/panel";
import { Button } from "../../ui/button";
import { CopyId } from "../../ui/copy-id";
import { Link } from "../../ui/link";
import { SafeText } from "../../ui/safe-text";
import { RiskBadge, StatusBadge } from "../../ui/status-badge";

type TrialAnswerProps = { answer: Answer; onAgain: () => void; pending: boolean };

/** What became of a trial: the decision, and what the tool answered. */
export function TrialAnswer({ answer, onAgain, pending }: TrialAnswerProps) {
  const { kind, callId, sessionId, decision, result, problem, approval } = answer;
  return (
    <Panel
      title="Answer"
      actions={
        callId && (
          <Button asChild size="sm">
            {/* Safe because it is our own route. */}
            <Link href={`/sessions/${sessionId}?call=${callId}` as Route}>Open the call</Link>
          </Button>
        )
      }
    >
      <div className="grid gap-4">
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <StatusBadge status={stateOf(answer)} />
          <span className="min-w-0 wrap-anywhere">
            <SafeText>{sentenceOf(answer)}</SafeText>
          </span>
        </p>
        <Facts facts={factsOf(answer)} />
        {problem && problem.faults.length > 0 && (
          <ul aria-label="What is wrong" className="grid gap-1">
            {problem.faults.map(({ pointer, detail }, n) => (
              <li key={n} className="text-xs wrap-anywhere text-deny">
                <code className="font-mono">
                  <SafeText oneLine>{pointer}</SafeText>
                </code>{" "}
                <SafeText oneLine>{detail}</SafeText>
              </li>
            ))}
          </ul>
        )}
        {kind === "held" && approval && (
          <div className="grid gap-2 rounded-md bg-hold-soft p-3 text-sm">
            <p className="text-pretty">
              People decide it, and nobody decides what their own test agent asked for. Once somebody has said
              yes, run it again here with the same arguments.
            </p>
            <div className="flex flex-wrap gap-2">
              <Button asChild size="sm">
                <Link href={`/approvals/${approval.id}` as Route}>Open the request</Link>
              </Button>
              <Button size="sm" pending={pending} onClick={onAgain}>
                Run it again
              </Button>
            </div>
          </div>
        )}
        {decision === null && problem === null && (
          <p className="text-sm text-ink-3">No decision came with the answer.</p>
        )}
        {result !== null && (
          <div className="grid gap-1.5">
            <p className="text-2xs font-medium text-ink-3">Untrusted · the tool&apos;s own answer</p>
            <JsonViews value={result} label="Result" />
          </div>
        )}
      </div>
    </Panel>
  );
}

function stateOf({ kind, isError, approval }: Answer): string {
  if (kind === "refused") return "denied";
  if (kind === "held") return approval?.status === "approved" ? "approved" : "held";
  return isError ? "tool_error" : "succeeded";
}

function sentenceOf({ decision, problem }: Answer): string {
  return problem?.detail ?? decision?.reason ?? "";
}

function factsOf({ callId, sessionId, decision, problem }: Answer): Fact[] {
  const ids: Fact[] = [
    { term: "Call", value: callId && <CopyId id={callId} what="call id" /> },
    { term: "Session", value: <CopyId id={sessionId} what="session id" /> },
  ];
  if (problem) return [{ term: "Refused as", value: <Code text={problem.code} /> }, ...ids];
  if (!decision) return ids;
  return [
    { term: "Decision", value: <StatusBadge status={decision.action} /> },
    { term: "Settled by", value: <Code text={`${decision.step} · ${decision.code}`} /> },
    { term: "Rule", value: <RuleLink ruleId={decision.ruleId} /> },
    { term: "Risk", value: decision.riskLevel && <RiskBadge level={decision.riskLevel} /> },
    ...ids,
  ];
}

function Code({ text }: { text: string }) {
  return <span className="font-mono text-xs">{text}</span>;
}
