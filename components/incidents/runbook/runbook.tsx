"use client";

import {
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleSlash,
  CircleX,
  Plus,
  type LucideIcon,
} from "lucide-react";
import { useState } from "react";
import type { StepState } from "@/lib/incidents/schemas";
import type { StepRow } from "@/lib/incidents/types";
import { STEP_WORDS } from "@/lib/incidents/words";
import { Panel } from "../../page/panel";
import { Button } from "../../ui/button";
import { cn } from "../../ui/cn";
import { SafeText } from "../../ui/safe-text";
import { useIncident } from "../context";
import { AddStepDialog, StepDialog } from "./step-dialog";

const STATES: Readonly<Record<StepState, { icon: LucideIcon; tone: string }>> = {
  todo: { icon: CircleDashed, tone: "text-ink-3" },
  doing: { icon: CircleDot, tone: "text-info" },
  done: { icon: CircleCheck, tone: "text-allow" },
  failed: { icon: CircleX, tone: "text-deny" },
  skipped: { icon: CircleSlash, tone: "text-ink-3" },
};

/** What there is to do, who does it, and what shows that it was done. */
export function Runbook() {
  const { incident, manage } = useIncident();
  const [open, setOpen] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const { runbook, steps } = incident;
  const step = runbook.find(({ id }) => id === open);
  return (
    <Panel
      title={`Runbook · ${steps.done} of ${steps.total}`}
      actions={
        manage.ok && (
          <Button variant="ghost" size="sm" onClick={() => setAdding(true)}>
            <Plus aria-hidden />
            Add a step
          </Button>
        )
      }
      flush
    >
      <ol className="grid gap-px bg-line md:grid-cols-2 lg2:grid-cols-3">
        {runbook.map((row, index) => (
          <Step key={row.id} row={row} number={index + 1} may={manage.ok} onOpen={() => setOpen(row.id)} />
        ))}
      </ol>
      {!manage.ok && <p className="border-t border-line px-4 py-2 text-xs text-ink-3">{manage.why}</p>}
      {step && <StepDialog key={step.id} step={step} onClose={() => setOpen(null)} />}
      {adding && <AddStepDialog onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function Step({
  row,
  number,
  may,
  onOpen,
}: {
  row: StepRow;
  number: number;
  may: boolean;
  onOpen: () => void;
}) {
  const { icon: Icon, tone } = STATES[row.state];
  const settled = row.state === "done" || row.state === "skipped";
  return (
    <li className="flex min-w-0 items-start gap-2.5 bg-surface px-4 py-3 text-sm">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", tone)} />
      <div className="grid min-w-0 flex-1 gap-0.5">
        <p className={cn("wrap-anywhere", settled ? "text-ink-2" : "font-medium")}>
          {number}. <SafeText oneLine>{row.title}</SafeText>
        </p>
        <p className="text-xs text-ink-3">
          {STEP_WORDS[row.state]} ·{" "}
          {row.owner ? row.owner.name : <span className={settled ? "" : "text-hold"}>no owner</span>}
        </p>
        {row.evidence && (
          <p
            className="line-clamp-3 text-xs wrap-anywhere whitespace-pre-wrap text-ink-2"
            title={row.evidence}
          >
            <SafeText>{row.evidence}</SafeText>
          </p>
        )}
      </div>
      {may && (
        <Button variant="ghost" size="sm" aria-label={`Update step: ${row.title}`} onClick={onOpen}>
          Update
        </Button>
      )}
    </li>
  );
}
