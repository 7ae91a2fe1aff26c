"use client";

import { Check, CircleAlert, Minus } from "lucide-react";
import type { Action, FullExplanation } from "@/lib/policy/types";
import { cn } from "../../ui/cn";
import { SafeText } from "../../ui/safe-text";
import { StatusBadge } from "../../ui/status-badge";

type Tried = FullExplanation["tried"][number];

const OUTCOMES: Record<Tried["outcome"], { icon: typeof Check; label: string; tone: string }> = {
  matched: { icon: Check, label: "matched and decided", tone: "text-allow" },
  condition_false: { icon: Minus, label: "its condition is false", tone: "text-ink-3" },
  condition_failed: { icon: CircleAlert, label: "its condition could not be evaluated", tone: "text-deny" },
  other_environment: { icon: Minus, label: "is for another environment", tone: "text-ink-3" },
  other_tenant: { icon: Minus, label: "is for another tenant", tone: "text-ink-3" },
};

/** Every rule that could match, in order, with the part of its condition that failed and what its names were. */
export function TriedRules({
  explanation,
  action,
  goTo,
}: {
  explanation: FullExplanation;
  /** What was decided in the end. */
  action: Action;
  goTo: (ruleId: string) => void;
}) {
  const { tried, omitted, matched, raised, exception } = explanation;
  return (
    <div className="grid gap-4">
      <ol aria-label="Rules tried, in order" className="grid gap-3">
        {tried.map((rule, n) => (
          <li key={rule.ruleId} className="grid grid-cols-[1.25rem_1rem_minmax(0,1fr)] gap-x-1.5">
            <span className="text-xs leading-5 text-ink-3 tabular-nums">{n + 1}</span>
            <Outcome rule={rule} goTo={goTo} />
          </li>
        ))}
        {omitted > 0 && <li className="pl-11 text-sm text-ink-3">and {omitted} more</li>}
        {matched === null && (
          <li className="pl-11 text-sm text-ink-2">No rule matched: the policy&apos;s default decided.</li>
        )}
      </ol>
      {raised && raised.from !== action && (
        <p className="flex items-start gap-1.5 text-sm">
          <StatusBadge status={raised.from} className="shrink-0" />
          <span className="text-ink-2">was raised: {raised.sentence}</span>
        </p>
      )}
      {exception && (
        <p className="text-sm text-ink-2">
          An exception applies, in place of <StatusBadge status={exception.from} />:{" "}
          <SafeText>{exception.reason}</SafeText>
        </p>
      )}
    </div>
  );
}

function Outcome({ rule, goTo }: { rule: Tried; goTo: (ruleId: string) => void }) {
  const { icon: Icon, label, tone } = OUTCOMES[rule.outcome];
  const because = rule.because ?? [];
  // A condition of one part is not shown twice.
  const saysAll = because.length === 1 && because[0]?.expression === rule.condition?.trim();
  return (
    <>
      <Icon aria-hidden className={cn("mt-0.5 size-4", tone)} />
      <div className="min-w-0 text-sm">
        <button
          type="button"
          onClick={() => goTo(rule.ruleId)}
          className="rounded-xs font-mono text-xs text-accent underline underline-offset-2"
        >
          {rule.ruleId}
        </button>{" "}
        <span className="text-ink-3">{label}</span>
        {rule.condition && !saysAll && (
          <pre className="mt-1 font-mono text-xs wrap-anywhere whitespace-pre-wrap text-ink-2">
            <SafeText>{rule.condition.trimEnd()}</SafeText>
          </pre>
        )}
        {rule.error && because.length === 0 && (
          <p className="mt-1 text-xs wrap-anywhere text-deny">
            <SafeText>{rule.error}</SafeText>
          </p>
        )}
        {because.length > 0 && <Because parts={because} />}
      </div>
    </>
  );
}

function Because({ parts }: { parts: NonNullable<Tried["because"]> }) {
  return (
    <ul className="mt-1.5 grid gap-1.5 border-l-2 border-line-strong pl-2.5" aria-label="What made it so">
      {parts.map(({ expression, values, absent = [], error }, n) => (
        <li key={n} className="grid gap-0.5 text-xs">
          <code className="font-mono wrap-anywhere">
            <SafeText oneLine>{expression}</SafeText>
          </code>
          {Object.entries(values).map(([name, value]) => (
            <span key={name} className="pl-3 font-mono wrap-anywhere text-ink-2">
              {name} = <SafeText oneLine>{JSON.stringify(value)}</SafeText>
            </span>
          ))}
          {absent.map((name) => (
            <span key={name} className="pl-3 text-hold">
              <span className="font-mono">{name}</span> isn&apos;t there
            </span>
          ))}
          {error && (
            <span className="pl-3 wrap-anywhere text-deny">
              <SafeText>{error}</SafeText>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
