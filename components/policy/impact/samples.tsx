"use client";

import { ArrowRight, FlaskConical } from "lucide-react";
import type { Route } from "next";
import { useState } from "react";
import type { ImpactReport, ImpactSample } from "@/lib/impact/types";
import type { Revision, Verdict } from "@/lib/revisions/types";
import { Panel } from "../../page/panel";
import { Button } from "../../ui/button";
import { Checkbox } from "../../ui/checkbox";
import { FormError } from "../../ui/field";
import { Link } from "../../ui/link";
import { RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { StatusBadge } from "../../ui/status-badge";
import { usePolicyActions } from "../actions/provider";
import { useRun } from "../actions/use-run";
import { useDraft } from "../editor/draft-store";
import { count } from "./numbers";

type SamplesProps = { direction: "loosening" | "tightening"; report: ImpactReport; revision: Revision };

const TITLES = { loosening: "Looser", tightening: "Tighter" } as const;
/** As many tests as one step adds; a policy's tests stay readable. */
const MOST_TESTS = 20;
const UNSAVED: Verdict = { ok: false, why: "What you have typed is not saved yet." };

/** Real calls that would be answered otherwise, the newest first. Each opens the call; chosen ones become tests. */
export function Samples({ direction, report, revision }: SamplesProps) {
  const samples = report.samples[direction];
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  const { draft, dirty } = useDraft(revision.id, revision.version, revision);
  if (samples.length === 0) return null;
  const toggle = (callId: string) => {
    const next = new Set(chosen);
    if (!next.delete(callId)) next.add(callId);
    setChosen(next);
  };
  const picked = chosen.size > 0 ? [...chosen] : samples.map(({ callId }) => callId);
  const callIds = picked.slice(0, MOST_TESTS);
  const make = async () => {
    const input = { id: revision.id, version: draft.version, callIds };
    const made = await run(() => actions.addTestsOfCalls(input), `${callIds.length} tests added`);
    if (made) setChosen(new Set());
  };
  const edit: Verdict = revision.may.edit.ok && dirty ? UNSAVED : revision.may.edit;
  return (
    <Panel
      title={`${TITLES[direction]} · ${count(report[direction])}`}
      flush
      actions={
        <Button
          size="sm"
          pending={pending}
          disabled={!edit.ok}
          title={edit.ok ? "Each expects what this revision answers" : edit.why}
          onClick={() => void make()}
        >
          <FlaskConical aria-hidden />
          {callIds.length === 1 ? "Make this a test" : `Make these ${callIds.length} tests`}
        </Button>
      }
    >
      {refusal && (
        <div className="p-3">
          <FormError>{refusal.message}</FormError>
        </div>
      )}
      {!edit.ok && <p className="px-4 pt-2 text-xs text-ink-3">No tests can be added: {edit.why}</p>}
      <ul className="divide-y divide-line">
        {samples.map((sample) => (
          <Sample
            key={sample.callId}
            sample={sample}
            checked={chosen.has(sample.callId)}
            onToggle={edit.ok ? () => toggle(sample.callId) : undefined}
          />
        ))}
      </ul>
      {report[direction] > samples.length && (
        <p className="border-t border-line px-4 py-2 text-xs text-ink-3">
          The newest {samples.length} of {count(report[direction])}.
        </p>
      )}
    </Panel>
  );
}

type SampleProps = { sample: ImpactSample; checked: boolean; onToggle: (() => void) | undefined };

function Sample({ sample, checked, onToggle }: SampleProps) {
  const { callId, sessionId, capability, agent, was, wouldBe, ruleBefore, ruleAfter, reason } = sample;
  return (
    <li className="flex items-start gap-3 px-4 py-2.5 text-sm">
      {onToggle && (
        <Checkbox
          aria-label={`Choose the call of ${capability}`}
          checked={checked}
          onCheckedChange={onToggle}
          className="mt-1"
        />
      )}
      <div className="grid min-w-0 flex-1 gap-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {sessionId ? (
            <Link
              // Safe because it is our own route, with ids that are UUIDs.
              href={`/sessions/${sessionId}?call=${callId}` as Route}
              className="rounded-xs font-mono text-xs wrap-anywhere text-accent underline underline-offset-2"
            >
              {capability}
            </Link>
          ) : (
            <span className="font-mono text-xs wrap-anywhere">{capability}</span>
          )}
          <span className="text-xs text-ink-3">
            <SafeText oneLine>{agent}</SafeText> · <RelativeTime at={sample.decidedAt} />
            {sample.approximate && " · ≈ counters simulated"}
          </span>
        </div>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <StatusBadge status={was} kind="Was" />
          <ArrowRight aria-hidden className="size-3.5 text-ink-3" />
          <StatusBadge status={wouldBe} kind="Would be" />
          <span className="min-w-0 font-mono text-xs wrap-anywhere text-ink-3">
            {ruleBefore ?? "default"} → {ruleAfter ?? "default"}
          </span>
        </div>
        {reason && (
          <p className="text-xs wrap-anywhere text-ink-2">
            <SafeText oneLine>{reason}</SafeText>
          </p>
        )}
      </div>
    </li>
  );
}
