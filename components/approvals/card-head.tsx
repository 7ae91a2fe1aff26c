import { TriangleAlert } from "lucide-react";
import type { ApprovalDetail } from "@/lib/approvals/types";
import { RiskBadge, StatusBadge } from "../ui/status-badge";
import { Clock } from "./clock";
import { Consequence } from "./consequence";

/** The sentence, the risk, the clock and what happens when it runs out. */
export function CardHead({ approval }: { approval: ApprovalDetail }) {
  const pending = approval.status === "pending";
  return (
    <header className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <RiskBadge level={approval.riskLevel} />
        {pending ? (
          <span className="ml-auto inline-flex items-center gap-1.5 text-sm text-ink-3">
            <Clock expiresAt={approval.expiresAt} announce className="text-lg" /> then denied
          </span>
        ) : (
          <StatusBadge status={approval.status} kind="Verdict" />
        )}
      </div>
      <h2 className="text-xl leading-7 font-normal tracking-tight text-balance wrap-anywhere">
        <Consequence parts={approval.consequence} />
      </h2>
      {!approval.argumentsIntact && (
        <Warning>The stored arguments no longer match their hash. This cannot be approved.</Warning>
      )}
      {pending && approval.capabilityFacts?.changedSince && (
        <Warning>
          The tool&apos;s definition has changed since this was asked. Even if approved, this call cannot run.
        </Warning>
      )}
      {pending && approval.agent.disabled && (
        <Warning>The agent has been disabled. Even if approved, this call cannot run.</Warning>
      )}
    </header>
  );
}

function Warning({ children }: { children: React.ReactNode }) {
  return (
    <p className="flex items-start gap-2 rounded-md bg-hold-soft px-3 py-2 text-sm text-hold">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>{children}</span>
    </p>
  );
}
