"use client";

import { Timer } from "lucide-react";
import type { Drill, Verdict } from "@/lib/switches/types";
import { durationWords } from "@/lib/switches/words";
import type { ActionResult } from "@/lib/web/types";
import { useRun } from "../policy/actions/use-run";
import { Button } from "../ui/button";
import { RelativeTime } from "../ui/relative-time";

type DrillButtonProps = {
  last: Drill | null;
  may: Verdict;
  run: (input: Record<string, never>) => Promise<ActionResult<Drill & { complete: boolean }>>;
};

/** How long stopping took when it was last tried, and trying it now. */
export function DrillButton({ last, may, run: drill }: DrillButtonProps) {
  const { run, pending, refusal } = useRun();
  const send = () =>
    run(
      () => drill({}),
      ({ enforcedMs, gateways }) =>
        `${gateways ?? 0} ${gateways === 1 ? "gateway" : "gateways"} stopped within ${durationWords(enforcedMs ?? 0)}`,
    );
  return (
    <>
      <p className="text-xs text-ink-3">
        {refusal ? (
          <span role="alert" className="text-deny">
            {refusal.message}
          </span>
        ) : last ? (
          <>
            Last drill <RelativeTime at={last.at} />
            {last.enforcedMs === null ? ", not confirmed" : ` · ${durationWords(last.enforcedMs)}`}
            {last.gateways !== null && ` · ${last.gateways} ${last.gateways === 1 ? "gateway" : "gateways"}`}
          </>
        ) : (
          "No drill yet"
        )}
      </p>
      <Button
        disabled={!may.ok}
        title={may.ok ? "Stops nothing: measures how long it would take" : may.why}
        pending={pending}
        onClick={() => void send()}
      >
        <Timer aria-hidden />
        Run a drill
      </Button>
    </>
  );
}
