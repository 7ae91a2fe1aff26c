import { riskSentences, type CapabilitySpec, type RiskLevel } from "@/lib/capabilities/types";
import { Facts } from "../page/facts";
import { cn } from "../ui/cn";
import { SafeText } from "../ui/safe-text";
import { operationLabel } from "./filters";
import { Template } from "./template";

const TONES: Record<RiskLevel, string> = {
  LOW: "border-l-line-strong",
  MEDIUM: "border-l-hold-solid",
  HIGH: "border-l-high-solid",
  CRITICAL: "border-l-critical-solid",
};

type RiskCardProps = {
  spec: CapabilitySpec;
  /** Null where none is recorded: it counts as high. */
  riskLevel: RiskLevel | null;
  /** What the card stands for, where there are several on a page. */
  label?: string;
};

/** The risk in words: what it does, whether it can be undone, and what follows from that. */
export function RiskCard({ spec, riskLevel, label = "Risk" }: RiskCardProps) {
  const [effect, ...more] = riskSentences(spec);
  return (
    <section
      aria-label={label}
      className={cn(
        "min-w-0 rounded-lg border border-l-[3px] border-line bg-raised px-4 py-3",
        TONES[riskLevel ?? "HIGH"],
      )}
    >
      <p className="mb-1 text-base font-medium text-pretty wrap-anywhere">
        {riskLevel === null && "No risk is recorded, so it counts as high. "}
        {effect}
      </p>
      {more.map((sentence) => (
        <p key={sentence} className="text-sm text-pretty text-ink-2">
          {sentence}
        </p>
      ))}
      <Facts
        className="mt-3"
        facts={[
          {
            term: "Effect",
            value: spec.sideEffects.description ? (
              <SafeText>{spec.sideEffects.description}</SafeText>
            ) : (
              `${operationLabel(spec.operation)}; nobody has described it`
            ),
          },
          { term: "Reaches", value: spec.sideEffects.scope && <SafeText>{spec.sideEffects.scope}</SafeText> },
          { term: "Because", value: <SafeText>{spec.risk.justification}</SafeText> },
          { term: "Approvers read", value: spec.consequence && <Template text={spec.consequence} /> },
        ]}
      />
    </section>
  );
}
