"use client";

import { useState } from "react";
import type { PlannedCompensation, SideEffect, SideEffects } from "@/lib/incidents/compensation/types";
import { MAX_BATCH } from "@/lib/incidents/compensation/schemas";
import type { Verdict } from "@/lib/revisions/types";
import { Panel } from "../../page/panel";
import { Button } from "../../ui/button";
import { Checkbox } from "../../ui/checkbox";
import { FormError } from "../../ui/field";
import { SafeText } from "../../ui/safe-text";
import { Part } from "../shared/part";
import { Receipt } from "../shared/receipt";
import { EffectRow } from "./effect-row";
import { MarkDialog } from "./mark-dialog";
import { RunDialog } from "./run-dialog";
import { useCompensation } from "./use-compensation";

type CompensationPanelProps = { incidentId: string; may: Verdict };

/** What ran and did more than read, what takes it back, and how far that is. */
export function CompensationPanel({ incidentId, may }: CompensationPanelProps) {
  const compensation = useCompensation(incidentId);
  const { query } = compensation;
  return (
    <Panel title={query.data ? <Title effects={query.data} /> : "Compensation"} flush>
      <Part query={query}>
        {(effects) => <Effects effects={effects} may={may} compensation={compensation} />}
      </Part>
    </Panel>
  );
}

function Title({ effects: { rows, truncated } }: { effects: SideEffects }) {
  const settled = rows.filter(({ state }) => state === "done" || state === "manual" || state === "skipped");
  if (rows.length === 0) return "Compensation";
  return (
    <>
      Compensation{" "}
      <span className="font-normal text-ink-3 tabular-nums">
        {settled.length} of {rows.length}
        {truncated && " or more"}
      </span>
    </>
  );
}

type EffectsProps = {
  effects: SideEffects;
  may: Verdict;
  compensation: ReturnType<typeof useCompensation>;
};

function Effects({ effects: { rows, truncated }, may, compensation }: EffectsProps) {
  const { run, mark, dryRun } = compensation;
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [confirming, setConfirming] = useState(false);
  const [marking, setMarking] = useState<SideEffect | null>(null);
  const startable = rows.filter(({ refused }) => refused === null);
  const chosen = startable.filter(({ decisionId }) => picked.has(decisionId)).slice(0, MAX_BATCH);
  const plans = new Map<string, PlannedCompensation>(dryRun.data?.map((plan) => [plan.decisionId, plan]));
  if (rows.length === 0)
    return (
      <p className="p-4 text-sm text-ink-3">
        Nothing ran that did more than read, so there is nothing to take back.
      </p>
    );
  const pick = (ids: readonly string[], on: boolean) => {
    const next = new Set(picked);
    for (const id of ids)
      if (on) next.add(id);
      else next.delete(id);
    setPicked(next);
  };
  const all = startable.slice(0, MAX_BATCH).map(({ decisionId }) => decisionId);
  const ids = (chosen.length > 0 ? chosen : startable.slice(0, MAX_BATCH)).map(
    ({ decisionId }) => decisionId,
  );
  const failure = run.error ?? dryRun.error;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2">
        <label className="flex min-h-7 items-center gap-2 text-sm">
          <Checkbox
            checked={chosen.length === 0 ? false : chosen.length === all.length ? true : "indeterminate"}
            disabled={!may.ok || startable.length === 0}
            onCheckedChange={(on) => pick(all, on === true)}
          />
          {chosen.length === 0 ? "Choose all that can be taken back" : `${chosen.length} chosen`}
        </label>
        <span className="grow" />
        <Button
          size="sm"
          pending={dryRun.isPending}
          disabled={ids.length === 0}
          onClick={() => dryRun.mutate(ids)}
        >
          Dry run
        </Button>
        <Button
          size="sm"
          variant="danger"
          pending={run.isPending}
          disabled={!may.ok || chosen.length === 0}
          onClick={() => setConfirming(true)}
        >
          Take back{chosen.length > 0 && ` ${chosen.length}`}
        </Button>
        {!may.ok && <p className="w-full text-xs text-ink-3">{may.why}</p>}
        {may.ok && startable.length > 0 && chosen.length === 0 && (
          <p className="w-full text-xs text-ink-3">
            Choose what to take back. Each is a call through the gateway, as agent:compensation, that the
            policy decides.
          </p>
        )}
      </div>
      <div aria-live="polite" className="empty:hidden">
        {failure && (
          <div className="px-4 pt-3">
            <FormError>{failure.message}</FormError>
          </div>
        )}
        {run.data && (
          <div className="px-4 pt-3">
            <Receipt auditId={run.data.auditId}>
              {saidOf(run.data.states.length, run.data.refused.length)}
            </Receipt>
            {run.data.refused.length > 0 && (
              <ul aria-label="Could not be begun" className="mt-1 grid gap-0.5 text-xs text-deny">
                {run.data.refused.map(({ decisionId, detail }) => (
                  <li key={decisionId} className="wrap-anywhere">
                    <SafeText>
                      {`${rows.find((row) => row.decisionId === decisionId)?.capability ?? "A call"}: ${detail}`}
                    </SafeText>
                  </li>
                ))}
              </ul>
            )}
          </div>
        )}
        {mark.data && (
          <div className="px-4 pt-3">
            <Receipt auditId={mark.data.auditId}>Noted.</Receipt>
          </div>
        )}
      </div>
      <ul aria-label="Side effects, newest first" className="divide-y divide-line">
        {rows.map((effect) => (
          <EffectRow
            key={effect.decisionId}
            effect={effect}
            plan={plans.get(effect.decisionId)}
            picked={picked.has(effect.decisionId)}
            mayChange={may.ok}
            onPick={(on) => pick([effect.decisionId], on)}
            onMark={() => setMarking(effect)}
          />
        ))}
      </ul>
      {truncated && (
        <p className="border-t border-line px-4 py-2 text-xs text-ink-3">
          There are more; the newest are listed.
        </p>
      )}
      <RunDialog
        open={confirming}
        effects={chosen}
        onClose={() => setConfirming(false)}
        onRun={() => {
          setConfirming(false);
          setPicked(new Set());
          run.mutate(ids);
        }}
      />
      {marking && <MarkDialog effect={marking} mark={mark} onClose={() => setMarking(null)} />}
    </>
  );
}

function saidOf(begun: number, refused: number): string {
  const what = begun === 1 ? "One call begun." : `${begun} calls begun.`;
  return refused === 0 ? what : `${what} ${refused} could not be.`;
}
