"use client";

import { ShieldX } from "lucide-react";
import { useState } from "react";
import type { QuarantineSessionInput } from "@/lib/quarantine/schemas";
import type { QuarantineChange } from "@/lib/quarantine/types";
import type { Verdict } from "@/lib/revisions/types";
import type { ActionResult } from "@/lib/web/types";
import { FormDialog } from "../policy/actions/form-dialog";
import { useRun } from "../policy/actions/use-run";
import { Button } from "../ui/button";
import { AreaField } from "../upstreams/form/inputs";

type QuarantineProps = {
  sessionId: string;
  may: Verdict;
  quarantine: (input: QuarantineSessionInput) => Promise<ActionResult<QuarantineChange>>;
};

/** Holds a session apart by hand. For one that is open and not quarantined yet. */
export function Quarantine({ may, ...rest }: QuarantineProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" disabled={!may.ok} title={may.ok ? undefined : may.why} onClick={() => setOpen(true)}>
        <ShieldX aria-hidden />
        Quarantine…
      </Button>
      {open && <QuarantineDialog {...rest} onClose={() => setOpen(false)} />}
    </>
  );
}

type DialogProps = Omit<QuarantineProps, "may"> & { onClose: () => void };

function QuarantineDialog({ sessionId, quarantine, onClose }: DialogProps) {
  const { run, pending, refusal } = useRun();
  const [reason, setReason] = useState("");
  const errors = refusal?.fieldErrors ?? {};
  const send = async () => {
    if ((await run(() => quarantine({ sessionId, reason }), "The session is quarantined")) !== null)
      onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Quarantine this session"
      description="Its calls are refused from now on, whatever its risk, what was issued to it is revoked, and an incident is opened. People release it from there, in stages if they like."
      submit="Quarantine"
      pending={pending}
      error={refusal && !errors.reason ? refusal.message : undefined}
      disabled={reason.trim() === ""}
      onSubmit={() => void send()}
    >
      <AreaField
        name="reason"
        label="Reason"
        value={reason}
        error={errors.reason}
        required
        maxLength={1_000}
        onChange={setReason}
      />
    </FormDialog>
  );
}
