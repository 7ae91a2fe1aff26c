"use client";

import { useState } from "react";
import type { EndpointDetail } from "@/lib/notifications/types";
import type { Verdict } from "@/lib/revisions/types";
import { FormDialog } from "../policy/actions/form-dialog";
import { useRun } from "../policy/actions/use-run";
import { Button } from "../ui/button";
import { TextField } from "../upstreams/form/inputs";
import { useNotificationActions } from "./actions";

type HeaderActionsProps = { endpoint: Pick<EndpointDetail, "id" | "name" | "enabled">; may: Verdict };

/** Off, with a reason, and on again. */
export function EndpointHeaderActions({ endpoint, may }: HeaderActionsProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant={endpoint.enabled ? "dangerOutline" : "primary"}
        disabled={!may.ok}
        title={may.ok ? undefined : may.why}
        onClick={() => setOpen(true)}
      >
        {endpoint.enabled ? "Switch off…" : "Switch on…"}
      </Button>
      {open && <SwitchDialog endpoint={endpoint} onClose={() => setOpen(false)} />}
    </>
  );
}

function SwitchDialog({
  endpoint: { id, name, enabled },
  onClose,
}: {
  endpoint: HeaderActionsProps["endpoint"];
  onClose: () => void;
}) {
  const actions = useNotificationActions();
  const { run, pending, refusal } = useRun();
  const [reason, setReason] = useState("");
  const send = async () => {
    const done = await run(
      () => actions.setEnabled({ id, enabled: !enabled, reason: enabled ? reason : "" }),
      enabled ? `${name} is off` : `${name} is on`,
    );
    if (done !== null) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={enabled ? `Switch ${name} off` : `Switch ${name} on`}
      description={
        enabled
          ? "Nothing is sent to it from now on. What waits is skipped, and can be sent again once it is on."
          : "It is told of what happens from now on. What was skipped meanwhile can be sent again."
      }
      submit={enabled ? "Switch off" : "Switch on"}
      variant={enabled ? "danger" : "primary"}
      pending={pending}
      error={refusal && !refusal.fieldErrors.reason ? refusal.message : undefined}
      onSubmit={() => void send()}
    >
      {enabled && (
        <TextField
          name="reason"
          label="Reason"
          value={reason}
          error={refusal?.fieldErrors.reason}
          hint="Shown to whoever wonders why nothing comes."
          maxLength={200}
          required
          onChange={setReason}
        />
      )}
    </FormDialog>
  );
}
