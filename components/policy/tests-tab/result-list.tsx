"use client";

import { CircleAlert, CircleCheck, CircleX } from "lucide-react";
import type { TestResult, TestRun } from "@/lib/policy/check-types";
import { Panel } from "../../page/panel";
import { cn } from "../../ui/cn";
import { SafeText } from "../../ui/safe-text";
import { StatusBadge } from "../../ui/status-badge";

const LOOKS = {
  passed: { icon: CircleCheck, tone: "text-allow", label: "passed" },
  failed: { icon: CircleX, tone: "text-deny", label: "failed" },
  error: { icon: CircleAlert, tone: "text-deny", label: "could not be run" },
} as const;
/** What needs an eye comes first; within that the order of the text. */
const ORDER = { failed: 0, error: 0, passed: 1 } as const;

/** Every test with what it expected and what it got, those that failed first. */
export function ResultList({ run, goTo }: { run: TestRun; goTo: (line: number) => void }) {
  const results = run.results.toSorted((a, b) => ORDER[a.status] - ORDER[b.status] || a.line - b.line);
  return (
    <Panel title={summaryOf(run)} flush>
      {results.length === 0 ? (
        <p className="px-4 py-6 text-sm text-pretty text-ink-3">
          No test yet. Write one on the left, or make one of a real call under Simulate.
        </p>
      ) : (
        <ul
          aria-label="Test results"
          className="max-h-[32rem] divide-y divide-line overflow-y-auto"
          tabIndex={0}
        >
          {results.map((result) => (
            <li key={`${result.line}-${result.name}`}>
              <Result result={result} goTo={goTo} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function summaryOf({ passed, failed, results }: TestRun): string {
  if (results.length === 0) return "Results";
  return failed === 0 ? `All ${passed} passed` : `${failed} of ${results.length} failed`;
}

function Result({ result, goTo }: { result: TestResult; goTo: (line: number) => void }) {
  const { icon: Icon, tone, label } = LOOKS[result.status];
  const { expected, actual } = result;
  return (
    <button
      type="button"
      onClick={() => goTo(result.line)}
      className="grid w-full grid-cols-[1rem_minmax(0,1fr)] gap-x-2 px-4 py-2 text-left hover:bg-hover focus-visible:-outline-offset-2"
    >
      <span>
        <Icon aria-hidden className={cn("mt-0.5 size-4", tone)} />
        <span className="sr-only">{label}: </span>
      </span>
      <span className="min-w-0">
        <span className="block text-sm wrap-anywhere">
          <SafeText>{result.name}</SafeText>
        </span>
        {result.status !== "passed" && (
          <span className="mt-1 grid grid-cols-[4.5rem_minmax(0,1fr)] items-center gap-x-2 gap-y-1 text-xs">
            <span className="text-ink-3">Expected</span>
            <Answer
              action={expected.action}
              rule={expected.rule ?? null}
              said={expected.rule !== undefined}
            />
            <span className="text-ink-3">Got</span>
            {actual ? (
              <Answer action={actual.action} rule={actual.rule} said />
            ) : (
              <span className="wrap-anywhere text-deny">
                <SafeText>{result.message ?? "nothing"}</SafeText>
              </span>
            )}
          </span>
        )}
        {result.status === "failed" && actual && (
          <span className="mt-1 block text-xs wrap-anywhere text-ink-2">
            <SafeText>{actual.reason}</SafeText>
          </span>
        )}
        <span className="mt-0.5 block text-2xs text-ink-3 tabular-nums">Line {result.line}</span>
      </span>
    </button>
  );
}

function Answer({ action, rule, said }: { action: string; rule: string | null; said: boolean }) {
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-1.5">
      <StatusBadge status={action} />
      {said && <span className="min-w-0 font-mono wrap-anywhere text-ink-2">{rule ?? "by default"}</span>}
    </span>
  );
}
