import { CircleCheck, CircleX } from "lucide-react";
import type { Drill } from "@/lib/revisions/types";
import { RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { StatusBadge } from "../../ui/status-badge";
import { PersonName } from "../review/person-name";

/** One rehearsal of the rollback, step by step. */
export function DrillSteps({ drill }: { drill: Drill }) {
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        <StatusBadge status={drill.passed ? "passed" : "failed"} kind="Drill" />
        <span className="text-ink-3">
          <RelativeTime at={drill.at} /> by <PersonName person={drill.by} />
        </span>
      </p>
      <ol aria-label="Steps of the drill" className="grid gap-1.5 text-sm">
        {drill.steps.map((step, index) => (
          <li key={index} className="flex items-start gap-2">
            {step.passed ? (
              <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-allow" />
            ) : (
              <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-deny" />
            )}
            <span className="min-w-0 wrap-anywhere">
              <span className="sr-only">{step.passed ? "Passed: " : "Failed: "}</span>
              <SafeText oneLine>{step.name}</SafeText>{" "}
              <span className="text-ink-3">
                <SafeText>{step.detail}</SafeText>
              </span>
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
