import { Check, CircleAlert, Minus } from "lucide-react";
import type { Route } from "next";
import type { Explanation as PolicyExplanation, TriedRule } from "@/lib/policy/types";
import { ruleHref } from "../policy/hrefs";
import { Link } from "../ui/link";
import { SafeText } from "../ui/safe-text";
import { StatusBadge } from "../ui/status-badge";

/** The explanation in a stored decision, if there is one that can be shown. Old records may have other shapes. */
export function readExplanation(value: unknown): PolicyExplanation | null {
  if (typeof value !== "object" || value === null || !("tried" in value) || !Array.isArray(value.tried))
    return null;
  return value as PolicyExplanation; // safe because only the policy engine writes this column
}

type RuleLinkProps = {
  ruleId: string | null;
  /** The revision that decided, which may not be in force any more; without one, the link leads to the policy in force. */
  revisionId?: string | null;
  /** Where it stands, where that is known more exactly. */
  href?: string;
};

/** A rule by its id, leading to where it stands. */
export function RuleLink({ ruleId, revisionId = null, href }: RuleLinkProps) {
  if (!ruleId) return <span className="text-ink-3">no rule: the policy&apos;s default</span>;
  return (
    <Link
      // Safe because it is our own route.
      href={(href ?? ruleHref(ruleId, revisionId)) as Route}
      className="rounded-xs font-mono text-xs text-accent underline underline-offset-2"
    >
      {ruleId}
    </Link>
  );
}

const OUTCOMES: Record<TriedRule["outcome"], { icon: typeof Check; label: string }> = {
  matched: { icon: Check, label: "matched" },
  condition_false: { icon: Minus, label: "condition is false" },
  condition_failed: { icon: CircleAlert, label: "condition could not be evaluated" },
  other_environment: { icon: Minus, label: "for another environment" },
  other_tenant: { icon: Minus, label: "for another tenant" },
};

type ExplanationListProps = {
  explanation: PolicyExplanation;
  /** The revision that decided: the rules stand there as they were tried. */
  revisionId: string | null;
};

/** The rules that could match, in the order they were tried, and what made the answer stricter. */
export function ExplanationList({ explanation, revisionId }: ExplanationListProps) {
  return (
    <div className="grid gap-3">
      <ol className="grid gap-1.5">
        {explanation.tried.map((rule) => {
          const { icon: Icon, label } = OUTCOMES[rule.outcome] ?? { icon: CircleAlert, label: rule.outcome };
          return (
            <li key={rule.ruleId} className="flex items-start gap-2 text-sm">
              <Icon
                aria-hidden
                className={
                  rule.outcome === "matched"
                    ? "mt-0.5 size-4 shrink-0 text-allow"
                    : "mt-0.5 size-4 shrink-0 text-ink-3"
                }
              />
              <div className="min-w-0">
                <RuleLink ruleId={rule.ruleId} revisionId={revisionId} />{" "}
                <span className="text-ink-3">{label}</span>
                {rule.condition && (
                  <p className="font-mono text-xs wrap-anywhere text-ink-2">
                    <SafeText>{rule.condition}</SafeText>
                  </p>
                )}
                {rule.error && (
                  <p className="text-xs wrap-anywhere text-deny">
                    <SafeText>{rule.error}</SafeText>
                  </p>
                )}
              </div>
            </li>
          );
        })}
        {explanation.omitted > 0 && (
          <li className="pl-6 text-sm text-ink-3">and {explanation.omitted} more</li>
        )}
        {explanation.matched === null && (
          <li className="pl-6 text-sm text-ink-2">No rule matched: the policy&apos;s default decided.</li>
        )}
      </ol>
      {explanation.raised && (
        <p className="flex flex-wrap items-center gap-1.5 text-sm">
          <StatusBadge status={explanation.raised.from} />{" "}
          <span className="text-ink-2">was raised: {explanation.raised.sentence}</span>
        </p>
      )}
    </div>
  );
}
