"use client";

import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from "lucide-react";
import type { CheckReport, Gate, PolicyFinding } from "@/lib/policy/check-types";
import { Panel } from "../../page/panel";
import { cn } from "../../ui/cn";
import { SafeText } from "../../ui/safe-text";
import type { Check } from "./use-check";

const GATES: Record<Gate["id"], string> = {
  schema: "Schema",
  types: "Types",
  reachability: "Reachable rules",
  risk: "Risk",
  reasons: "Reasons",
  tests: "Tests",
  coverage: "Coverage",
};
const STATUSES = {
  passed: { icon: CircleCheck, tone: "text-allow", label: "passed" },
  failed: { icon: CircleAlert, tone: "text-deny", label: "failed" },
  warning: { icon: TriangleAlert, tone: "text-hold", label: "passed with warnings" },
  not_run: { icon: CircleDashed, tone: "text-ink-3", label: "not run" },
} as const;

export type GoTo = (finding: Pick<PolicyFinding, "source" | "line" | "column">) => void;

/** What the gates say of the text as it stands, each finding a way to its line. */
export function FindingsPanel({ check, goTo, className }: { check: Check; goTo: GoTo; className?: string }) {
  const { report, problem } = check;
  return (
    <Panel title={headline(check)} className={className ?? ""} flush>
      {problem && <p className="px-4 py-3 text-sm text-deny">{problem}</p>}
      {report && (
        <>
          <FindingList findings={report.findings} goTo={goTo} />
          <GateList gates={report.gates} />
        </>
      )}
      {!report && !problem && <p className="px-4 py-3 text-sm text-ink-3">Checking…</p>}
    </Panel>
  );
}

function headline({ report }: Check): string {
  if (!report) return "Findings";
  const count = report.findings.length;
  return count === 0 ? "No findings" : count === 1 ? "1 finding" : `${count} findings`;
}

export function FindingList({ findings, goTo }: { findings: CheckReport["findings"]; goTo: GoTo }) {
  if (findings.length === 0) return null;
  return (
    <ul
      aria-label="Findings"
      className="max-h-96 divide-y divide-line overflow-y-auto border-b border-line"
      tabIndex={0}
    >
      {findings.map((finding, n) => (
        <li key={n}>
          <button
            type="button"
            onClick={() => goTo(finding)}
            className="grid w-full grid-cols-[1rem_minmax(0,1fr)] gap-x-2 px-4 py-2 text-left hover:bg-hover focus-visible:-outline-offset-2"
          >
            <Severity severity={finding.severity} />
            <span className="min-w-0">
              <span className="block text-sm wrap-anywhere">
                <SafeText>{finding.message}</SafeText>
              </span>
              <span className="block text-xs wrap-anywhere text-ink-2">
                <SafeText>{finding.fix}</SafeText>
              </span>
              <span className="mt-0.5 block text-2xs text-ink-3 tabular-nums">
                {finding.source === "tests" ? "Tests, line" : "Line"} {finding.line} ·{" "}
                <span className="font-mono">{finding.code}</span>
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Severity({ severity }: { severity: PolicyFinding["severity"] }) {
  const { icon: Icon, tone } = severity === "error" ? STATUSES.failed : STATUSES.warning;
  return (
    <span>
      <Icon aria-hidden className={cn("mt-0.5 size-4", tone)} />
      <span className="sr-only">{severity === "error" ? "Error: " : "Warning: "}</span>
    </span>
  );
}

function GateList({ gates }: { gates: readonly Gate[] }) {
  return (
    <ul aria-label="Gates" className="grid gap-1.5 px-4 py-3">
      {gates.map(({ id, status, summary }) => {
        const { icon: Icon, tone, label } = STATUSES[status];
        return (
          <li key={id} className="grid grid-cols-[1rem_6.5rem_minmax(0,1fr)] items-start gap-x-2 text-xs">
            <Icon aria-hidden className={cn("mt-0.5 size-3.5", tone)} />
            <span className="font-medium">
              {GATES[id]}
              <span className="sr-only"> {label}</span>
            </span>
            <span className="wrap-anywhere text-ink-3">{summary}</span>
          </li>
        );
      })}
    </ul>
  );
}
