"use client";

import { useState } from "react";
import type { RevokeIssuedInput } from "@/lib/credentials/schemas";
import type { Revocability } from "@/lib/credentials/types";
import { FormDialog } from "../policy/actions/form-dialog";
import { useRun } from "../policy/actions/use-run";
import { AreaField } from "../upstreams/form/inputs";
import { useCredentialActions } from "./actions";
import { REVOCABILITY_WORDS } from "./providers";
import { revokedWords } from "./words";

type RevokeDialogProps = {
  title: string;
  target: RevokeIssuedInput["target"];
  revocability: Revocability;
  onClose: () => void;
};

/** Ends what was issued, for a reason that is kept. Says beforehand what that can do and what it cannot. */
export function RevokeDialog({ title, target, revocability, onClose }: RevokeDialogProps) {
  const actions = useCredentialActions();
  const { run, pending, refusal } = useRun();
  const [reason, setReason] = useState("");
  const send = async () => {
    const done = await run(() => actions.revoke({ reason: reason.trim(), target }), revokedWords);
    if (done) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={title}
      description={`Every gateway stops using it at once. ${REVOCABILITY_WORDS[revocability].sentence}`}
      submit="Revoke"
      variant="danger"
      pending={pending}
      error={refusal && !refusal.fieldErrors.reason ? refusal.message : undefined}
      disabled={reason.trim() === ""}
      onSubmit={() => void send()}
    >
      <AreaField
        name="reason"
        label="Reason"
        value={reason}
        error={refusal?.fieldErrors.reason}
        hint="Kept on record, and told to the issuer where it takes one."
        maxLength={500}
        required
        onChange={setReason}
      />
    </FormDialog>
  );
}
