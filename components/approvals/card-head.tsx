import { EyeOff, Snowflake, TriangleAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { ApprovalDetail } from "@/lib/approvals/types";
import { cn } from "../ui/cn";
import { StatusBadge } from "../ui/status-badge";
import { Clock } from "./clock";
import { Consequence } from "./consequence";

/** What would happen, with the clock in its corner. */
export function CardHead({ approval }: { approval: ApprovalDetail }) {
  const pending = approval.status === "pending";
  return (
    <header className="grid gap-2.5">
      <div className="flex items-start gap-4">
        <h2 className="min-w-0 flex-1 text-xl leading-7 font-normal tracking-tight text-balance wrap-anywhere">
          <Consequence parts={approval.consequence} />
        </h2>
        {pending ? (
          <span className="grid shrink-0 justify-items-end text-xs text-ink-3">
            <Clock
              expiresAt={approval.expiresAt}
              frozenAt={approval.frozen?.since}
              announce
              className="text-lg leading-7"
            />{" "}
            {approval.frozen ? "the clock stands still" : "then denied"}
          </span>
        ) : (
          <StatusBadge status={approval.status} kind="Verdict" className="mt-1" />
        )}
      </div>
      {approval.hiddenCharacters && (
        <Warning icon={EyeOff} tone="deny">
          The agent&apos;s arguments have characters that cannot be seen, or that turn the direction of
          writing. They are shown as ⟨U+…⟩ below.
        </Warning>
      )}
      {!approval.argumentsIntact && (
        <Warning tone="deny">
          The stored arguments no longer match their hash. This cannot be approved.
        </Warning>
      )}
      {pending && approval.frozen && (
        <Warning icon={Snowflake}>
          {approval.frozen.by} has been stopped. Until that is lifted, this cannot be approved and its clock
          stands still; it can be denied.
        </Warning>
      )}
      {pending && approval.capabilityFacts?.changedSince && (
        <Warning>
          The tool&apos;s definition has changed since this was asked. Even if approved, this call cannot run.
        </Warning>
      )}
      {pending && approval.outdated && (
        <Warning>
          {approval.policyRevisionNumber === null
            ? "The policy has changed since this was asked."
            : `This was asked under policy revision ${approval.policyRevisionNumber}, which no longer decides this agent's calls.`}{" "}
          Even if approved, this call cannot run; its agent has to call again, which asks anew.
        </Warning>
      )}
      {pending && approval.agent.disabled && (
        <Warning>The agent has been disabled. Even if approved, this call cannot run.</Warning>
      )}
    </header>
  );
}

type WarningProps = { icon?: LucideIcon; tone?: "hold" | "deny"; children: ReactNode };

function Warning({ icon: Icon = TriangleAlert, tone = "hold", children }: WarningProps) {
  return (
    <p
      className={cn(
        "flex items-start gap-2 rounded-md px-3 py-2 text-sm",
        tone === "deny" ? "bg-deny-soft text-deny" : "bg-hold-soft text-hold",
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>{children}</span>
    </p>
  );
}
