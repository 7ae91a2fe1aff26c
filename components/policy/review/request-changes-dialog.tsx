"use client";

import { useState } from "react";
import type { Revision } from "@/lib/revisions/types";
import { Field } from "../../ui/field";
import { Textarea } from "../../ui/input";
import { FormDialog } from "../actions/form-dialog";
import { usePolicyActions } from "../actions/provider";
import { useRun } from "../actions/use-run";

/** Sends a revision back to its author, who is told what to change. */
export function RequestChangesDialog({ revision, onClose }: { revision: Revision; onClose: () => void }) {
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  const [comment, setComment] = useState("");
  const send = async () => {
    const sent = await run(
      () => actions.requestChanges({ id: revision.id, comment: comment.trim() }),
      `Revision ${revision.number} is a draft again`,
    );
    if (sent) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Request changes"
      description={`Revision ${revision.number} goes back to draft. Its author reads what you write here.`}
      submit="Request changes"
      pending={pending}
      error={refusal?.message}
      disabled={comment.trim() === ""}
      onSubmit={() => void send()}
    >
      <Field name="comment" label="What has to change" error={refusal?.fieldErrors.comment} required>
        {(control) => (
          <Textarea
            {...control}
            value={comment}
            maxLength={2_000}
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
