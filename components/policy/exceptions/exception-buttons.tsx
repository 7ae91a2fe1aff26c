"use client";

import { useState } from "react";
import type { PolicyExceptionView } from "@/lib/revisions/types";
import { Button } from "../../ui/button";
import { SafeText } from "../../ui/safe-text";
import { FormDialog } from "../actions/form-dialog";
import { usePolicyActions } from "../actions/provider";
import { useRun } from "../actions/use-run";

/** Approve what waits, end what holds. Over is over: then there is nothing to press. */
export function ExceptionButtons({ exception }: { exception: PolicyExceptionView }) {
  const [open, setOpen] = useState<"approve" | "revoke" | null>(null);
  const { status, may } = exception;
  if (status === "expired" || status === "revoked") return null;
  return (
    <span className="relative z-10 flex gap-1.5">
      {status === "waiting" && (
        <Button
          size="sm"
          disabled={!may.approve.ok}
          title={may.approve.ok ? undefined : may.approve.why}
          onClick={() => setOpen("approve")}
        >
          Approve…
        </Button>
      )}
      <Button
        size="sm"
        variant="dangerOutline"
        disabled={!may.revoke.ok}
        title={may.revoke.ok ? undefined : may.revoke.why}
        onClick={() => setOpen("revoke")}
      >
        End…
      </Button>
      {open && <ExceptionDialog exception={exception} kind={open} onClose={() => setOpen(null)} />}
    </span>
  );
}

type ExceptionDialogProps = {
  exception: PolicyExceptionView;
  kind: "approve" | "revoke";
  onClose: () => void;
};

function ExceptionDialog({ exception, kind, onClose }: ExceptionDialogProps) {
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  const { id, capability, principal, sessionId, expiresAt, reason } = exception;
  const who = `${principal ?? "Every agent"}${sessionId ? ", in one session," : ""}`;
  const approving = kind === "approve";
  const send = async () => {
    const sent = await run(
      () => (approving ? actions.approveException({ id }) : actions.revokeException({ id })),
      approving ? "Approved" : "Ended: the next call is decided by the policy alone",
    );
    if (sent) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={approving ? "Approve this exception" : "End this exception"}
      description={
        approving
          ? `${who} may use ${capability} until ${new Date(expiresAt).toLocaleString()}, whatever the policy says of it.`
          : `${capability} is decided by the policy alone again, from the next call on.`
      }
      submit={approving ? "Approve" : "End it"}
      variant={approving ? "approve" : "danger"}
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
    >
      <blockquote className="border-l-2 border-line-strong pl-3 text-sm wrap-anywhere text-ink-2">
        <SafeText>{reason}</SafeText>
      </blockquote>
    </FormDialog>
  );
}
