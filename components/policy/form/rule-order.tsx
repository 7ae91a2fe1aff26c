"use client";

import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import type { PolicyFinding, RuleCoverage } from "@/lib/policy/check-types";
import { Button } from "../../ui/button";
import { cn } from "../../ui/cn";
import { StatusBadge } from "../../ui/status-badge";
import type { FormRule } from "./read-form";

type RuleOrderProps = {
  rules: readonly FormRule[];
  chosen: number;
  onChoose: (index: number) => void;
  editable: boolean;
  onMove: (from: number, to: number) => void;
  onAdd: () => void;
  onRemove: (index: number) => void;
  findings: readonly PolicyFinding[];
  coverage: readonly RuleCoverage[];
};

/** The rules in the order they are tried. Alt with an arrow moves the chosen one. */
export function RuleOrder({
  rules,
  chosen,
  onChoose,
  editable,
  onMove,
  onAdd,
  onRemove,
  ...about
}: RuleOrderProps) {
  const move = (to: number) => {
    if (editable && to >= 0 && to < rules.length) onMove(chosen, to);
  };
  return (
    <div className="flex min-h-0 flex-col">
      <ol
        aria-label="Rules in the order they are tried"
        className="max-h-[60dvh] overflow-y-auto max-lg:max-h-72"
      >
        {rules.map((rule, n) => (
          <li key={n}>
            <button
              type="button"
              aria-current={n === chosen || undefined}
              onClick={() => onChoose(n)}
              onKeyDown={(event) => {
                if (n !== chosen || !event.altKey || !/^Arrow(Up|Down)$/.test(event.key)) return;
                event.preventDefault();
                move(event.key === "ArrowUp" ? n - 1 : n + 1);
              }}
              className={cn(
                "grid w-full grid-cols-[1.5rem_minmax(0,1fr)_auto] items-center gap-x-1.5 border-b border-line px-3 py-2 text-left hover:bg-hover focus-visible:-outline-offset-2",
                n === chosen && "bg-accent-soft hover:bg-accent-soft",
              )}
            >
              <span className="text-xs text-ink-3 tabular-nums">{n + 1}</span>
              <span className="min-w-0">
                <span className="line-clamp-2 font-mono text-xs wrap-anywhere">
                  {rule.id || "without an id"}
                </span>
                <RuleNote rule={rule} next={rules[n + 1]} {...about} />
              </span>
              <StatusBadge status={rule.action} />
            </button>
          </li>
        ))}
        {rules.length === 0 && (
          <li className="px-4 py-6 text-sm text-ink-3">No rule yet: the default decides.</li>
        )}
      </ol>
      {editable && (
        <div className="flex flex-wrap gap-1.5 p-3">
          <Button size="sm" onClick={onAdd}>
            <Plus aria-hidden />
            Add a rule
          </Button>
          <Button
            size="iconSm"
            aria-label="Move the rule up"
            title="Move up (Alt ↑)"
            disabled={chosen <= 0}
            onClick={() => move(chosen - 1)}
          >
            <ArrowUp aria-hidden />
          </Button>
          <Button
            size="iconSm"
            aria-label="Move the rule down"
            title="Move down (Alt ↓)"
            disabled={chosen >= rules.length - 1}
            onClick={() => move(chosen + 1)}
          >
            <ArrowDown aria-hidden />
          </Button>
          <Button
            size="iconSm"
            variant="dangerOutline"
            aria-label="Remove the rule"
            title="Remove the rule"
            disabled={rules.length === 0}
            onClick={() => onRemove(chosen)}
          >
            <Trash2 aria-hidden />
          </Button>
        </div>
      )}
    </div>
  );
}

/** What is to be said of a rule in one line: its findings, else what tests say of it. */
function RuleNote({
  rule,
  next,
  findings,
  coverage,
}: {
  rule: FormRule;
  next: FormRule | undefined;
  findings: readonly PolicyFinding[];
  coverage: readonly RuleCoverage[];
}) {
  const own = findings.filter(({ line }) => line >= rule.line && (!next || line < next.line));
  if (own.length > 0) {
    const tone = own.some(({ severity }) => severity === "error") ? "text-deny" : "text-hold";
    return (
      <span className={cn("block text-2xs", tone)}>
        {own.length === 1 ? "1 finding" : `${own.length} findings`}
      </span>
    );
  }
  const tests = coverage.find(({ ruleId }) => ruleId === rule.id);
  if (!tests) return null;
  return (
    <span className="block text-2xs text-ink-3">
      {tests.hits === 0 ? "no test" : tests.hits === 1 ? "1 test" : `${tests.hits} tests`}
    </span>
  );
}
