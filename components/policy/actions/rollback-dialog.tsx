"use client";

import { useState } from "react";
import { Field } from "../../ui/field";
import { Textarea } from "../../ui/input";
import { FormDialog } from "./form-dialog";
import { usePolicyActions } from "./provider";
import type { StepDialogProps } from "./step-dialog-props";
import { useRun } from "./use-run";

/** Puts an earlier revision back into production. What only tightens needs nobody else. */
export function RollbackDialog({ revision, onClose }: StepDialogProps) {
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  const [reason, setReason] = useState("");
  const now = revision.published ? `revision ${revision.published.number}` : "no policy";
  const send = async () => {
    const sent = await run(
      () => actions.rollbackTo({ id: revision.id, reason: reason.trim() }),
      `Revision ${revision.number} is in force again`,
    );
    if (sent) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Roll back to revision ${revision.number}`}
      description={`Production obeys ${now} now, and revision ${revision.number} within a second: the same content, with the signature it was published with. Where that would let more through than today, enough people have to have approved it.`}
      submit={`Roll back to revision ${revision.number}`}
      variant="danger"
      pending={pending}
      error={refusal?.message}
      disabled={reason.trim() === ""}
      onSubmit={() => void send()}
    >
      <Field name="reason" label="Reason" error={refusal?.fieldErrors.reason} hint="Kept on record." required>
        {(control) => (
          <Textarea
            {...control}
            value={reason}
            maxLength={2_000}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
