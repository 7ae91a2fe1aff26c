"use client";

import { FlaskConical } from "lucide-react";
import type { Route } from "next";
import { useState } from "react";
import type { Simulation } from "@/lib/revisions/types";
import { Facts } from "../../page/facts";
import { Panel } from "../../page/panel";
import { Button } from "../../ui/button";
import { cn } from "../../ui/cn";
import { CopyId } from "../../ui/copy-id";
import { JsonTree } from "../../ui/json-tree";
import { Link } from "../../ui/link";
import { SafeText } from "../../ui/safe-text";
import { Skeleton } from "../../ui/skeleton";
import { StatusBadge } from "../../ui/status-badge";
import { toast } from "../../ui/toast";
import { postJson } from "../editor/post-json";
import type { StudioParts } from "../editor/studio-parts";
import { CallForm, type ImaginedCall } from "./call-form";
import { CallPicker } from "./call-picker";
import { TriedRules } from "./tried-rules";
import { saidOf, useSimulation, type SimulatedCall } from "./use-simulation";

type SimulateTabProps = {
  parts: StudioParts;
  /** The stored call that the address names. */
  callId: string | null;
  onCall: (callId: string) => void;
  goToRule: (ruleId: string) => void;
  testsHref: string;
};

/** One call under the text as it stands: a real one, or one that is written here. */
export function SimulateTab({ parts, callId, onCall, goToRule, testsHref }: SimulateTabProps) {
  const { catalog, handle } = parts;
  const [source, setSource] = useState<"real" | "written">(callId ? "real" : "written");
  const [written, setWritten] = useState<ImaginedCall>({
    principal: catalog.principals[0] ?? "",
    capability: catalog.capabilities[0]?.name ?? "",
    args: "",
    context: "",
    environment: "production",
  });
  const complete = written.principal.trim() !== "" && written.capability.trim() !== "";
  const call: SimulatedCall | null =
    source === "real" ? (callId ? { callId } : null) : complete ? written : null;
  const { data, error, isPlaceholderData } = useSimulation(handle.draft.now.document, call);
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,24rem)_minmax(0,1fr)]">
      <Panel title="Call" actions={<SourceToggle value={source} onChange={setSource} />}>
        {source === "real" ? (
          <CallPicker chosen={callId} onChoose={onCall} />
        ) : (
          <CallForm call={written} onChange={setWritten} catalog={catalog} fieldErrors={{}} />
        )}
      </Panel>
      <div className="grid min-w-0 gap-5" aria-live="polite">
        {error && (
          <Panel title="This can't be simulated">
            <p className="text-sm wrap-anywhere text-deny">
              <SafeText>{error.message}</SafeText>
            </p>
          </Panel>
        )}
        {!error && data && call && (
          <Answer
            simulation={data}
            stale={isPlaceholderData}
            callId={source === "real" ? callId : null}
            goToRule={goToRule}
            makeTest={<MakeTest parts={parts} call={call} testsHref={testsHref} />}
          />
        )}
        {call && !data && !error && (
          <Panel title="Answer">
            <div className="grid gap-3" role="status" aria-label="Simulating">
              <Skeleton className="h-6 w-64" />
              <Skeleton className="h-24" />
            </div>
          </Panel>
        )}
        {!call && (
          <Panel title="Answer">
            <p className="py-6 text-center text-sm text-pretty text-ink-3">
              {source === "real"
                ? "Choose a call, and see what this text would answer to it. Nothing runs and nothing is recorded."
                : "Say who calls what."}
            </p>
          </Panel>
        )}
      </div>
    </div>
  );
}

function SourceToggle({
  value,
  onChange,
}: {
  value: "real" | "written";
  onChange: (source: "real" | "written") => void;
}) {
  const sources = [
    { source: "written", label: "Write one" },
    { source: "real", label: "Pick a real one" },
  ] as const;
  return (
    <div
      role="group"
      aria-label="Where the call comes from"
      className="inline-flex rounded-md border border-line-strong bg-sunken p-0.5"
    >
      {sources.map(({ source, label }) => (
        <button
          key={source}
          type="button"
          aria-pressed={value === source}
          onClick={() => onChange(source)}
          className={cn(
            "h-6 rounded-sm px-2 text-xs font-medium text-ink-2 hover:text-ink",
            value === source && "bg-raised text-ink shadow-xs",
          )}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

type AnswerProps = {
  simulation: Simulation;
  stale: boolean;
  callId: string | null;
  goToRule: (ruleId: string) => void;
  makeTest: React.ReactNode;
};

function Answer({ simulation, stale, callId, goToRule, makeTest }: AnswerProps) {
  const { decision, explanation, facts } = simulation;
  const { approval } = decision.obligations;
  return (
    <>
      <Panel title="Answer" actions={makeTest}>
        <div className={cn("grid gap-3 transition-opacity", stale && "opacity-60")}>
          <p className="flex flex-wrap items-center gap-2">
            <StatusBadge status={decision.action} />
            <span className="text-sm wrap-anywhere">
              <SafeText>{decision.reason}</SafeText>
            </span>
          </p>
          {!facts.registered && (
            <p className="text-sm text-hold">
              The registry has no such capability: the gateway would refuse this call before it asks a policy.
            </p>
          )}
          <Facts
            facts={[
              { term: "Who", value: <span className="font-mono text-xs">{facts.principal}</span> },
              { term: "What", value: <span className="font-mono text-xs">{facts.capability}</span> },
              { term: "Environment", value: facts.environment },
              { term: "Risk", value: <StatusBadge status={decision.riskLevel} /> },
              ...(approval
                ? [
                    {
                      term: "Has to ask",
                      value: `The chain ${approval.chain}, for ${approval.expiresInMinutes === undefined ? "as long as it says" : `${approval.expiresInMinutes} minutes`}`,
                    },
                  ]
                : []),
              ...(callId
                ? [
                    {
                      term: "Call",
                      value: <CopyId id={callId} what="call id" />,
                    },
                  ]
                : []),
            ]}
          />
          {Object.keys(facts.args).length > 0 && <JsonTree value={facts.args} label="Arguments" />}
        </div>
      </Panel>
      <Panel title="Rules tried">
        <TriedRules explanation={explanation} action={decision.action} goTo={goToRule} />
      </Panel>
    </>
  );
}

function MakeTest({
  parts,
  call,
  testsHref,
}: {
  parts: StudioParts;
  call: SimulatedCall;
  testsHref: string;
}) {
  const { editable, handle, revision } = parts;
  const [pending, setPending] = useState(false);
  const make = async () => {
    setPending(true);
    const { document, tests } = handle.draft.now;
    try {
      const body = { ...saidOf(call), document, tests };
      const answer = await postJson<{ tests: string }>("/api/console/policy/simulate/test", body);
      handle.edit({ tests: answer.tests });
      toast.success("Added to the tests", {
        description: <Link href={testsHref as Route}>See it there; it is not saved yet</Link>,
      });
    } catch (error) {
      toast.error("No test was added", { description: error instanceof Error ? error.message : "" });
    } finally {
      setPending(false);
    }
  };
  const why = revision.may.edit.ok ? undefined : revision.may.edit.why;
  return (
    <Button size="sm" disabled={!editable} pending={pending} title={why} onClick={() => void make()}>
      {!pending && <FlaskConical aria-hidden />}
      Make this a test
    </Button>
  );
}
