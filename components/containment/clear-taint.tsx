"use client";

import { Eraser } from "lucide-react";
import { useState } from "react";
import { isTaintLabel, type TaintLabel } from "@/lib/platform/labels/types";
import type { Verdict } from "@/lib/revisions/types";
import type { ClearTaintInput } from "@/lib/taint/schemas";
import type { ClearedTaint } from "@/lib/taint/types";
import type { ActionResult } from "@/lib/web/types";
import { FormDialog } from "../policy/actions/form-dialog";
import { useRun } from "../policy/actions/use-run";
import { Button } from "../ui/button";
import { CheckField } from "../ui/check-field";
import { AreaField } from "../upstreams/form/inputs";
import { LABEL_WORDS } from "./label-words";

type ClearTaintProps = {
  sessionId: string;
  taint: readonly string[];
  may: Verdict;
  clear: (input: ClearTaintInput) => Promise<ActionResult<ClearedTaint>>;
};

/** Takes labels off a session, with a reason. Nothing where it carries none. */
export function ClearTaint({ sessionId, taint, may, clear }: ClearTaintProps) {
  const [open, setOpen] = useState(false);
  const labels = taint.filter(isTaintLabel);
  if (labels.length === 0) return null;
  return (
    <>
      <Button size="sm" disabled={!may.ok} title={may.ok ? undefined : may.why} onClick={() => setOpen(true)}>
        <Eraser aria-hidden />
        Clear labels
      </Button>
      {open && (
        <ClearDialog sessionId={sessionId} labels={labels} clear={clear} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

type ClearDialogProps = Pick<ClearTaintProps, "sessionId" | "clear"> & {
  labels: readonly TaintLabel[];
  onClose: () => void;
};

function ClearDialog({ sessionId, labels, clear, onClose }: ClearDialogProps) {
  const { run, pending, refusal } = useRun();
  const [chosen, setChosen] = useState<readonly TaintLabel[]>(labels);
  const [reason, setReason] = useState("");
  const errors = refusal?.fieldErrors ?? {};
  const send = async () => {
    const input = { sessionId, labels: [...chosen], reason };
    if ((await run(() => clear(input), "The labels are off the session")) !== null) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Clear labels"
      description="You have looked, and what the session has read may leave. It can then reach out again, until a result puts a label back."
      submit="Clear"
      pending={pending}
      error={refusal && !errors.reason ? refusal.message : undefined}
      disabled={chosen.length === 0 || reason.trim() === ""}
      onSubmit={() => void send()}
    >
      {labels.map((label) => (
        <CheckField
          key={label}
          label={LABEL_WORDS[label].title}
          hint={LABEL_WORDS[label].meaning}
          checked={chosen.includes(label)}
          onChange={(on) => setChosen(on ? [...chosen, label] : chosen.filter((one) => one !== label))}
        />
      ))}
      <AreaField
        name="reason"
        label="Why may it leave"
        value={reason}
        error={errors.reason}
        required
        maxLength={1_000}
        onChange={setReason}
      />
    </FormDialog>
  );
}
