"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { RejectDefinitionInput } from "@/lib/capabilities/schemas";
import type { CapabilityDetail } from "@/lib/capabilities/types";
import type { ActionResult } from "@/lib/web/types";
import { FormDialog } from "../policy/actions/form-dialog";
import { useRun } from "../policy/actions/use-run";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Textarea } from "../ui/input";

export type RejectAction = (input: RejectDefinitionInput) => Promise<ActionResult<unknown>>;

type RejectProps = {
  capability: Pick<CapabilityDetail, "id" | "name" | "definitionHash">;
  action: RejectAction;
  disabled: boolean;
};

/** Turns a changed definition down, with a reason that everybody reads. */
export function RejectButton({ capability, action, disabled }: RejectProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="dangerOutline" disabled={disabled} onClick={() => setOpen(true)}>
        Reject…
      </Button>
      {open && <RejectDialog capability={capability} action={action} onClose={() => setOpen(false)} />}
    </>
  );
}

type RejectDialogProps = Omit<RejectProps, "disabled"> & { onClose: () => void };

function RejectDialog({ capability, action, onClose }: RejectDialogProps) {
  const { run, pending, refusal } = useRun();
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const send = async () => {
    const { id: capabilityId, definitionHash } = capability;
    const done = await run(
      () => action({ capabilityId, definitionHash, reason: reason.trim() }),
      "The definition is rejected; every call stays refused",
    );
    if (done === null) return;
    void client.invalidateQueries({ queryKey: ["capabilities"] });
    onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Reject this definition"
      description={`Every call of ${capability.name} stays refused until its upstream offers another definition.`}
      submit="Reject it"
      variant="danger"
      pending={pending}
      error={refusal?.message}
      disabled={reason.trim() === ""}
      onSubmit={() => void send()}
    >
      <Field name="reason" label="Why" error={refusal?.fieldErrors.reason} required>
        {(control) => (
          <Textarea
            {...control}
            value={reason}
            maxLength={1_000}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
