"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { MAX_REASON, STAGES, WIDE_SCOPES } from "@/lib/switches/schemas";
import type { RestartStep, SwitchRow } from "@/lib/switches/types";
import { targetWords } from "@/lib/switches/words";
import type { ActionResult } from "@/lib/web/types";
import { FormDialog } from "../policy/actions/form-dialog";
import { useRun } from "../policy/actions/use-run";
import { useStepUp } from "../step-up";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { FormError } from "../ui/field";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { AreaField } from "../upstreams/form/inputs";

type Stepped = { id: string; auditId: string; percent: number };
type WithReason = (input: { id: string; reason: string }) => Promise<ActionResult<Stepped>>;
type Plain = (input: { id: string }) => Promise<ActionResult<Stepped>>;
/** The server actions of the ways back. */
export type RestartActions = {
  clear: WithReason;
  ask: WithReason;
  confirm: Plain;
  advance: Plain;
  stopAgain: WithReason;
};

type Asking = Extract<RestartStep, "clear" | "ask" | "stop_again">;

/** The way back from a stop: one person for a narrow one; two, and stages, for a tenant or everything. */
export function Restart({ row, actions }: { row: SwitchRow; actions: RestartActions }) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const step = useStep(row);
  const wide = WIDE_SCOPES.includes(row.scope);
  const buttons = wide ? wideButtons(row) : (["clear"] as const);
  const why = buttons.map((it) => row.can[it]).find((it) => !it.ok);
  return (
    <div className="grid gap-2 border-t border-line pt-3">
      {wide && <Stages row={row} />}
      {step.error && <FormError>{step.error}</FormError>}
      <div className="flex flex-wrap items-center gap-2">
        {buttons.map((it) => (
          <Button
            key={it}
            size="sm"
            variant={it === "stop_again" ? "dangerOutline" : "secondary"}
            disabled={!row.can[it].ok}
            pending={step.pending === it}
            aria-describedby={row.can[it].ok ? undefined : `why-${row.id}`}
            onClick={() => {
              if (it === "confirm") void step.send("confirm", () => actions.confirm({ id: row.id }));
              else if (it === "advance") void step.send("advance", () => actions.advance({ id: row.id }));
              else setAsking(it);
            }}
          >
            {labelOf(it, row)}
          </Button>
        ))}
        {why && !why.ok && (
          <p id={`why-${row.id}`} className="min-w-0 flex-1 basis-60 text-xs text-ink-3">
            {why.why}
          </p>
        )}
      </div>
      {asking && <AskWhy row={row} step={asking} actions={actions} onClose={() => setAsking(null)} />}
    </div>
  );
}

function wideButtons({ restart }: SwitchRow): readonly RestartStep[] {
  if (restart === null) return ["ask"];
  return restart.confirmedBy === null ? ["confirm", "stop_again"] : ["advance", "stop_again"];
}

function labelOf(step: RestartStep, { percent, restart }: SwitchRow): string {
  switch (step) {
    case "clear":
      return "Lift…";
    case "ask":
      return "Ask for a restart…";
    case "confirm":
      return `Confirm: let ${STAGES[0]} % through`;
    case "advance": {
      const next = STAGES.find((stage) => stage > percent) ?? 100;
      return next === 100 ? "Let everything through" : `Let ${next} % through`;
    }
    case "stop_again":
      return restart?.confirmedBy ? "Stop again…" : "Withdraw the restart…";
  }
}

/** Where a restart of two people stands. */
function Stages({ row: { percent, restart } }: { row: SwitchRow }) {
  if (restart === null)
    return (
      <p className="text-xs text-ink-3">
        Restarting takes two people: one asks, another confirms; then {STAGES.join(", ")} % of the sessions.
      </p>
    );
  return (
    <div className="grid gap-1.5">
      <p className="text-sm">
        {restart.askedBy?.name ?? "Somebody"} asked for a restart <RelativeTime at={restart.askedAt} />
        {restart.confirmedBy
          ? `, ${restart.confirmedBy.name} confirmed it.`
          : "; a second person has to confirm it."}{" "}
        <span className="text-ink-2">
          “<SafeText oneLine>{restart.reason}</SafeText>”
        </span>
      </p>
      <ol aria-label="Stages of the restart" className="flex gap-1">
        {STAGES.map((stage) => (
          <li
            key={stage}
            aria-current={stage === percent ? "step" : undefined}
            className={cn(
              "flex-1 border-t-4 pt-1 text-2xs tabular-nums",
              stage <= percent
                ? "border-allow-solid font-medium text-allow"
                : "border-line-strong text-ink-3",
            )}
          >
            {stage} %{stage === percent && <span className="sr-only"> now</span>}
          </li>
        ))}
      </ol>
    </div>
  );
}

function useStep(row: SwitchRow) {
  const client = useQueryClient();
  const { withProof } = useStepUp();
  const { run, refusal } = useRun();
  const [pending, setPending] = useState<RestartStep | null>(null);
  const send = async (step: RestartStep, action: () => Promise<ActionResult<Stepped>>) => {
    setPending(step);
    const done = await run(
      () => withProof(action),
      (data) => sentence(step, row, data),
    );
    setPending(null);
    void client.invalidateQueries({ queryKey: ["containment"] });
    return done !== null;
  };
  return { send, pending, error: refusal?.message };
}

function sentence(step: RestartStep, row: SwitchRow, { percent }: Stepped): string {
  const what = targetWords(row);
  if (step === "clear") return `${what}: lifted`;
  if (step === "ask") return `${what}: restart asked for`;
  if (step === "stop_again") return `${what}: stopped again`;
  return percent === 100 ? `${what}: everything runs again` : `${what}: ${percent} % of the sessions run`;
}

const ASKS: Record<Asking, { title: string; description: string; submit: string }> = {
  clear: {
    title: "Lift the stop",
    description: "Calls that it covers run again at once, and frozen requests can be decided.",
    submit: "Lift it",
  },
  ask: {
    title: "Ask for a restart",
    description: "Nothing runs before a second person confirms it.",
    submit: "Ask for it",
  },
  stop_again: {
    title: "Stop again",
    description: "Nothing runs any more, and a restart takes two people again.",
    submit: "Stop now",
  },
};

type AskWhyProps = { row: SwitchRow; step: Asking; actions: RestartActions; onClose: () => void };

function AskWhy({ row, step, actions, onClose }: AskWhyProps) {
  const { send, pending, error } = useStep(row);
  const [reason, setReason] = useState("");
  const action = { clear: actions.clear, ask: actions.ask, stop_again: actions.stopAgain }[step];
  const { title, description, submit } = ASKS[step];
  const onSubmit = async () => {
    if (await send(step, () => action({ id: row.id, reason: reason.trim() }))) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`${title}: ${targetWords(row)}`}
      description={description}
      submit={submit}
      variant={step === "stop_again" ? "danger" : "primary"}
      pending={pending !== null}
      error={error}
      disabled={reason.trim() === ""}
      onSubmit={() => void onSubmit()}
    >
      <AreaField
        name="reason"
        label="Reason"
        value={reason}
        hint="Kept on record."
        maxLength={MAX_REASON}
        required
        onChange={setReason}
      />
    </FormDialog>
  );
}
