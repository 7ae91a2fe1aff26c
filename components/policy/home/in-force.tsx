"use client";

import { ShieldOff, TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import type { Convergence, Environment } from "@/lib/revisions/types";
import { cn } from "../../ui/cn";
import { Link } from "../../ui/link";
import { RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { revisionHref } from "../hrefs";
import { ProcessList } from "./convergence-list";
import { useConvergence } from "./use-convergence";

/** In the order of how much depends on them. */
const ORDER: readonly Environment[] = ["production", "staging", "preview"];

/** What is in force in each environment, and whether every gateway process enforces it. What is wrong is loud. */
export function InForce({ initial }: { initial: readonly Convergence[] }) {
  const all = useConvergence(initial);
  useRefreshOnChange(all);
  return (
    <section aria-label="In force" className="grid gap-3 md:grid-cols-3">
      {ORDER.map((environment) => (
        <EnvironmentCard
          key={environment}
          environment={environment}
          convergence={all.find((each) => each.environment === environment)}
        />
      ))}
    </section>
  );
}

type EnvironmentCardProps = { environment: Environment; convergence: Convergence | undefined };

function EnvironmentCard({ environment, convergence }: EnvironmentCardProps) {
  const deployed = convergence?.deployed ?? null;
  const processes = convergence?.processes ?? [];
  const wrong = processes.some(({ problem, status }) => problem !== "" || status === "behind");
  const missing = environment === "production" && deployed === null;
  return (
    <div
      className={cn(
        "grid min-w-0 content-start gap-2 rounded-lg border border-line bg-surface p-4 shadow-xs",
        wrong && "border-hold-solid",
        (missing || processes.some(({ problem }) => problem !== "")) && "border-deny-solid",
      )}
    >
      <h2 className="flex items-baseline justify-between gap-2 text-sm font-semibold capitalize">
        {environment}
        {deployed && <RelativeTime at={deployed.at} className="text-xs font-normal text-ink-3 normal-case" />}
      </h2>
      {deployed ? (
        <p className="text-lg font-semibold tracking-tight">
          <Link
            href={revisionHref(deployed.revisionId)}
            className="rounded-xs text-ink underline-offset-4 hover:underline"
          >
            Revision {deployed.revisionNumber}
          </Link>
        </p>
      ) : missing ? (
        <p className="flex items-start gap-2 text-sm font-medium text-deny">
          <ShieldOff aria-hidden className="mt-0.5 size-4 shrink-0" />
          No policy is in force: every call of this tenant is denied.
        </p>
      ) : (
        <p className="text-sm text-ink-3">Nothing is in force here: agents of it are denied everything.</p>
      )}
      {deployed && convergence && (
        <p
          role="status"
          className={cn("flex items-start gap-1.5 text-sm", wrong ? "text-hold" : "text-ink-2")}
        >
          {wrong && <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />}
          <span className="min-w-0 wrap-anywhere">
            <SafeText>{convergence.sentence}</SafeText>
          </span>
        </p>
      )}
      {processes.length > 0 && (
        <details className="text-xs" open={wrong || undefined}>
          <summary className="cursor-pointer text-ink-3">Each process</summary>
          <div className="mt-2">
            <ProcessList processes={processes} />
          </div>
        </details>
      )}
    </div>
  );
}

/** Another revision came into force: what else the page shows is of before. */
function useRefreshOnChange(all: readonly Convergence[]): void {
  const router = useRouter();
  const now = all.map(({ environment, deployed }) => `${environment}:${deployed?.at ?? ""}`).join();
  const shown = useRef(now);
  useEffect(() => {
    if (shown.current === now) return;
    shown.current = now;
    router.refresh();
  }, [now, router]);
}
