"use client";

import { CircleAlert, CircleCheck, CircleHelp, LoaderCircle, type LucideIcon } from "lucide-react";
import type { Convergence, Environment, ProcessConvergence } from "@/lib/revisions/types";
import { cn } from "../../ui/cn";
import { shortId } from "../../ui/copy-id";
import { RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { duration } from "../../ui/time-format";
import { useConvergence } from "./use-convergence";

type ConvergenceListProps = { initial: readonly Convergence[]; only: Environment };

/** One environment, live: the sentence, and every gateway process under it. */
export function ConvergenceList({ initial, only }: ConvergenceListProps) {
  const found = useConvergence(initial).find(({ environment }) => environment === only);
  if (!found) return <p className="text-sm text-ink-3">Nothing is deployed, and no gateway has reported.</p>;
  return (
    <div className="grid gap-2">
      <p role="status" className="text-sm font-medium">
        <SafeText>{found.sentence}</SafeText>
      </p>
      <ProcessList processes={found.processes} />
    </div>
  );
}

const LOOKS: Record<ProcessConvergence["status"], { icon: LucideIcon; className: string }> = {
  current: { icon: CircleCheck, className: "text-allow" },
  behind: { icon: LoaderCircle, className: "text-hold" },
  unknown: { icon: CircleHelp, className: "text-ink-3" },
};

/** What each process enforces and since when, and why not where it doesn't. */
export function ProcessList({ processes }: { processes: readonly ProcessConvergence[] }) {
  return (
    <ul aria-label="Gateway processes" className="grid gap-1.5 text-xs">
      {processes.map((process) => {
        const look = LOOKS[process.status];
        const Icon = process.problem ? CircleAlert : look.icon;
        return (
          <li key={process.processId} className="flex items-start gap-1.5">
            <Icon
              aria-hidden
              className={cn("mt-0.5 size-3.5 shrink-0", process.problem ? "text-deny" : look.className)}
            />
            <span className="min-w-0 wrap-anywhere text-ink-2">
              <span className="font-mono">{shortId(process.processId)}</span> {enforces(process)}
              {process.status === "unknown" ? (
                <>
                  , last heard of <RelativeTime at={process.seenAt} />
                </>
              ) : (
                <>
                  {" "}
                  since <RelativeTime at={process.since} />
                  {process.lagMs !== null && `, ${duration(process.lagMs)} after the deployment`}
                </>
              )}
              {process.problem && (
                <strong className="block font-medium text-deny">
                  <SafeText>{process.problem}</SafeText>
                </strong>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function enforces({ revisionNumber }: ProcessConvergence): string {
  return revisionNumber === null ? "has no policy and denies everything" : `on revision ${revisionNumber}`;
}
