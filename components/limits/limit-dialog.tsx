"use client";

import { useState } from "react";
import type { LimitRow, LimitTargets } from "@/lib/limits/types";
import { FormDialog } from "../policy/actions/form-dialog";
import { useRun } from "../policy/actions/use-run";
import { TextField } from "../upstreams/form/inputs";
import type { LimitActions } from "./actions";
import { draftOf, inputOf, NEW_LIMIT, sentenceOf, type LimitDraft } from "./model";
import { TermsFields } from "./terms-fields";
import { WhomFields } from "./whom-fields";

type LimitDialogProps = {
  /** What is changed; null: a new one. */
  limit: LimitRow | null;
  targets: LimitTargets;
  actions: LimitActions;
  onClose: () => void;
};

/** Writes a limit as the sentence that it will be. */
export function LimitDialog({ limit, targets, actions, onClose }: LimitDialogProps) {
  const [draft, setDraft] = useState<LimitDraft>(limit ? draftOf(limit) : NEW_LIMIT);
  const { run, pending, refusal } = useRun();
  const set = (change: Partial<LimitDraft>) => setDraft((now) => ({ ...now, ...change }));
  const errors = refusal?.fieldErrors ?? {};
  const sentence = sentenceOf(draft, limit?.targetName ?? nameOf(draft, targets));
  const send = async () => {
    const input = inputOf(draft);
    const done = limit
      ? await run(
          () => actions.update({ limitId: limit.id, terms: input.terms, note: draft.note }),
          "The limit was changed",
        )
      : await run(() => actions.create(input), "The limit holds from now on");
    if (done !== null) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={limit ? "Change the limit" : "Add a limit"}
      description={
        limit
          ? "Whose calls it counts stays. What was used of a quota stays used."
          : "Every call takes from each limit that applies to it, or is refused with 429 and takes nothing."
      }
      submit={limit ? "Save" : "Add limit"}
      pending={pending}
      error={refusal && Object.keys(errors).length === 0 ? refusal.message : undefined}
      disabled={sentence === null}
      onSubmit={() => void send()}
      wide
    >
      {!limit && <WhomFields draft={draft} set={set} targets={targets} errors={errors} />}
      <TermsFields draft={draft} set={set} errors={errors} />
      <TextField
        name="note"
        label="Why (optional)"
        value={draft.note}
        error={errors.note}
        maxLength={200}
        onChange={(note) => set({ note })}
      />
      <p aria-live="polite" className="rounded-md bg-sunken px-3 py-2 text-sm">
        {sentence ?? (
          <span className="text-ink-3">Fill in whole numbers to read the limit as a sentence.</span>
        )}
      </p>
    </FormDialog>
  );
}

function nameOf({ scope, target }: LimitDraft, targets: LimitTargets): string {
  return scope === "tenant" ? "" : (targets[scope].find(({ value }) => value === target)?.label ?? target);
}
