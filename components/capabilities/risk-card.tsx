import type { CapabilityDetail } from "@/lib/capabilities/types";
import { Facts } from "../page/facts";
import { cn } from "../ui/cn";
import { SafeText } from "../ui/safe-text";

const TONES = {
  LOW: "border-l-line-strong",
  MEDIUM: "border-l-hold-solid",
  HIGH: "border-l-high-solid",
  CRITICAL: "border-l-critical-solid",
} as const;

const WORDS = {
  LOW: "Runs as the policy says.",
  MEDIUM: "Runs as the policy says.",
  HIGH: "Even where a rule allows it, one person has to approve, unless the rule accepts high risk.",
  CRITICAL: "Even where a rule allows it, two people have to approve.",
} as const;

/** The risk in words: what it does, whether it can be undone, and what follows from that. */
export function RiskCard({ capability }: { capability: CapabilityDetail }) {
  const { spec, riskLevel } = capability;
  const level = riskLevel ?? "HIGH";
  return (
    <section
      aria-label="Risk"
      className={cn("rounded-lg border border-l-[3px] border-line bg-raised px-4 py-3", TONES[level])}
    >
      {spec.consequence && (
        <p className="mb-1 text-base font-medium">
          <Template text={spec.consequence} />
        </p>
      )}
      <p className="mb-3 text-sm text-ink-2">
        {riskLevel === null && "No risk is recorded, so it counts as high. "}
        {WORDS[level]} {spec.risk.requiresApproval && "This capability always needs an approval."}
      </p>
      <Facts
        facts={[
          {
            term: "Effect",
            value: spec.sideEffects.description || `${capability.operation.toLowerCase()} operation`,
          },
          { term: "Reaches", value: spec.sideEffects.scope },
          { term: "Undo", value: undo(spec) },
          { term: "Because", value: spec.risk.justification },
        ]}
      />
    </section>
  );
}

/** A consequence before there is a call: each slot shown as the argument it stands for. */
function Template({ text }: { text: string }) {
  return text.split(/\{\{\s*args\.([^{}]+?)\s*\}\}/).map((part, index) =>
    index % 2 === 1 ? (
      <code key={index} className="mx-0.5 rounded-xs bg-muted-soft px-1 py-0.5 font-mono text-xs text-muted">
        {part}
      </code>
    ) : (
      <SafeText key={index}>{part}</SafeText>
    ),
  );
}

function undo({ sideEffects, compensation }: CapabilityDetail["spec"]): string {
  const how = compensation.capability ? ` with ${compensation.capability}` : "";
  const strategy = compensation.strategy ? `: ${compensation.strategy}` : "";
  if (compensation.supported)
    return `${sideEffects.reversible ? "Yes" : "Not itself; compensated"}${how}${strategy}`;
  return sideEffects.reversible ? "Yes" : "No";
}
