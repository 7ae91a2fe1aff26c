"use client";

import { useState } from "react";
import type { DelegationRow } from "@/lib/approvals/delegations/types";
import { FormDialog } from "../../policy/actions/form-dialog";
import { useRun } from "../../policy/actions/use-run";
import { Button } from "../../ui/button";
import { useSetupActions } from "../actions";

/** Ends an absence before its time. What is over has nothing to press. */
export function EndButton({ delegation }: { delegation: DelegationRow }) {
  const [open, setOpen] = useState(false);
  const { may, state } = delegation;
  if (state === "past") return null;
  return (
    <span className="relative z-10">
      <Button
        size="sm"
        disabled={!may.ok}
        title={may.ok ? undefined : may.why}
        aria-label={`End ${delegation.from.name}’s absence…`}
        onClick={() => setOpen(true)}
      >
        End…
      </Button>
      {open && <EndDialog delegation={delegation} onClose={() => setOpen(false)} />}
    </span>
  );
}

function EndDialog({ delegation, onClose }: { delegation: DelegationRow; onClose: () => void }) {
  const actions = useSetupActions();
  const { run, pending, refusal } = useRun();
  const { id, from, to, state } = delegation;
  const send = async () => {
    const done = state === "now" ? "Ended, from now on" : "Taken back";
    if (await run(() => actions.endDelegation({ id }), done)) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`End ${from.name}’s absence`}
      description={
        to
          ? `${to.name} can’t decide in ${from.name}’s place any more, from the next decision on. What they decided stays.`
          : `${from.name} counts as being here again.`
      }
      submit="End it"
      variant="danger"
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
    />
  );
}
