"use client";

import { CircleCheck, TriangleAlert } from "lucide-react";
import type { Route } from "next";
import type { NamedTarget, StopSet } from "@/lib/switches/types";
import { durationWords, targetWords } from "@/lib/switches/words";
import { CopyId } from "../ui/copy-id";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { Counters } from "./counters";
import { sameTarget } from "./target";

/** `expiresAt`: when it ends by itself; null: it does not. */
type StoppedProps = { set: StopSet; targets: readonly NamedTarget[]; expiresAt: string | null };

/** What a stop came to, and its calls on their way to zero. */
export function Stopped({ set, targets, expiresAt }: StoppedProps) {
  return (
    <div className="grid gap-5">
      <div role="status" className="grid gap-1.5">
        {set.complete ? (
          <p className="flex items-start gap-2 text-base font-medium">
            <CircleCheck aria-hidden className="mt-0.5 size-5 shrink-0 text-allow" />
            No further call runs: {gateways(set.gateways)} in {durationWords(set.enforcedMs)}.
          </p>
        ) : (
          <p className="flex items-start gap-2 text-base font-medium text-deny">
            <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0" />
            It is recorded, but not every gateway has said that it enforces it: {set.gateways} did within{" "}
            {durationWords(set.enforcedMs)}.
          </p>
        )}
        <p className="flex flex-wrap items-center gap-1.5 text-sm text-ink-3">
          Recorded as{" "}
          <Link
            href={`/audit?open=${set.auditId}` as Route}
            className="rounded-xs underline underline-offset-2 hover:text-ink"
          >
            audit record
          </Link>
          <CopyId id={set.auditId} what="id of the audit record" />
        </p>
      </div>
      {set.switches.map((it) => {
        const target = targets.find((one) => sameTarget(one, it));
        return (
          <section key={it.id} aria-label={target ? targetWords(target) : it.scope} className="grid gap-2">
            <h3 className="text-sm font-medium">
              <SafeText oneLine>{target ? targetWords(target) : it.scope}</SafeText>
            </h3>
            <Counters id={it.id} lively />
          </section>
        );
      })}
      <p className="text-sm text-ink-2">
        {expiresAt === null ? (
          "It stays until somebody lifts it, under "
        ) : (
          <>
            It ends by itself <RelativeTime at={expiresAt} />, or when somebody lifts it before that,
            under{" "}
          </>
        )}
        <Link href={"/switches" as Route} className="rounded-xs text-accent underline underline-offset-2">
          Stops
        </Link>
        .
      </p>
    </div>
  );
}

function gateways(count: number): string {
  if (count === 0) return "no gateway is running, and the first one that does enforces it; known";
  return count === 1 ? "the one gateway enforces it" : `all ${count} gateways enforce it`;
}
