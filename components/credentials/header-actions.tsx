"use client";

import { CircleCheck, CircleX } from "lucide-react";
import { useState } from "react";
import type { CredentialDetail, IssueTrial } from "@/lib/credentials/types";
import type { Verdict } from "@/lib/revisions/types";
import { FormDialog } from "../policy/actions/form-dialog";
import { useRun } from "../policy/actions/use-run";
import { Button } from "../ui/button";
import { SafeText } from "../ui/safe-text";
import { absoluteUtc, duration } from "../ui/time-format";
import { TextField } from "../upstreams/form/inputs";
import { useCredentialActions } from "./actions";
import { RevokeDialog } from "./revoke-dialog";

type HeaderActionsProps = {
  credential: Pick<CredentialDetail, "id" | "name" | "disabled" | "live" | "revocability">;
  manage: Verdict;
  revoke: Verdict;
};

/** What one does with a credential as a whole. */
export function CredentialHeaderActions({ credential, manage, revoke }: HeaderActionsProps) {
  const [open, setOpen] = useState<"try" | "revoke" | "toggle" | null>(null);
  const close = () => setOpen(null);
  const { id, name, disabled, revocability } = credential;
  return (
    <>
      <Button
        disabled={!manage.ok || disabled}
        title={!manage.ok ? manage.why : disabled ? "It is disabled: nothing is issued." : undefined}
        onClick={() => setOpen("try")}
      >
        Try it…
      </Button>
      <Button
        variant="dangerOutline"
        disabled={!revoke.ok}
        title={revoke.ok ? undefined : revoke.why}
        onClick={() => setOpen("revoke")}
      >
        Revoke all…
      </Button>
      <Button
        variant={disabled ? "primary" : "dangerOutline"}
        disabled={!manage.ok}
        title={manage.ok ? undefined : manage.why}
        onClick={() => setOpen("toggle")}
      >
        {disabled ? "Enable…" : "Disable…"}
      </Button>
      {open === "try" && <TryDialog id={id} name={name} onClose={close} />}
      {open === "revoke" && (
        <RevokeDialog
          title={`Revoke everything issued from ${name}`}
          target={{ kind: "credential", id }}
          revocability={revocability}
          onClose={close}
        />
      )}
      {open === "toggle" && <ToggleDialog credential={credential} onClose={close} />}
    </>
  );
}

function TryDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const actions = useCredentialActions();
  const { run, pending, refusal } = useRun();
  const [scope, setScope] = useState("");
  const [trial, setTrial] = useState<IssueTrial | null>(null);
  const send = async () => {
    const done = await run(() => actions.try({ id, scope: scope.trim() }), "Tried");
    if (done) setTrial(done);
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Try ${name}`}
      description="Asks its issuer for one, and lets go of it at once. Nothing of it is shown."
      submit={trial ? "Try again" : "Try it"}
      closeLabel={trial ? "Close" : "Cancel"}
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
    >
      <TextField
        name="scope"
        label="Scope (optional)"
        value={scope}
        error={refusal?.fieldErrors.scope}
        maxLength={512}
        code
        onChange={setScope}
      />
      {trial && (
        <div
          role="status"
          className="flex items-start gap-2 rounded-md border border-line bg-sunken p-3 text-sm"
        >
          {trial.ok ? (
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-allow" />
          ) : (
            <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-deny" />
          )}
          <div className="grid min-w-0 gap-1">
            <p className="font-medium">{trial.ok ? "It was issued" : "It was not issued"}</p>
            <p className="wrap-anywhere text-ink-2">
              <SafeText>{trial.detail}</SafeText>
            </p>
            <p className="text-xs text-ink-3">
              {duration(trial.ms)}
              {trial.expiresAt && `, valid until ${absoluteUtc(Date.parse(trial.expiresAt))}`}
            </p>
          </div>
        </div>
      )}
    </FormDialog>
  );
}

function ToggleDialog({
  credential: { id, name, disabled },
  onClose,
}: {
  credential: HeaderActionsProps["credential"];
  onClose: () => void;
}) {
  const actions = useCredentialActions();
  const { run, pending, refusal } = useRun();
  const send = async () => {
    const done = await run(
      () => actions.setEnabled({ id, enabled: disabled }),
      disabled ? `${name} is enabled` : `${name} is disabled`,
    );
    if (done !== null) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={disabled ? `Enable ${name}` : `Disable ${name}`}
      description={
        disabled
          ? "Upstreams that use it can be called again."
          : "Nothing is issued any more: every call to an upstream that uses it is refused, and nothing is executed. What is issued already is not revoked by this; use “Revoke all”."
      }
      submit={disabled ? "Enable" : "Disable"}
      variant={disabled ? "primary" : "danger"}
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
    />
  );
}
