"use client";

import { useState } from "react";
import type { IncidentStatus } from "@/lib/incidents/schemas";
import { STATUS_WORDS } from "@/lib/incidents/words";
import { FormDialog } from "../../policy/actions/form-dialog";
import { useRun } from "../../policy/actions/use-run";
import { Button } from "../../ui/button";
import { cn } from "../../ui/cn";
import { Field } from "../../ui/field";
import { Textarea } from "../../ui/input";
import { useIncident } from "../context";

/** Where the incident stands: every status, and why those that aren't open are not. */
export function StatusDialog() {
  const { incident, manage } = useIncident();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="primary"
        disabled={!manage.ok}
        {...(!manage.ok && { title: manage.why })}
        onClick={() => setOpen(true)}
      >
        Update status
      </Button>
      {open && <StatusForm key={incident.id} onClose={() => setOpen(false)} />}
    </>
  );
}

function StatusForm({ onClose }: { onClose: () => void }) {
  const { incident, actions } = useIncident();
  // What the person saw when they opened it: what others do meanwhile is a conflict, and is said.
  const [version] = useState(incident.version);
  const [status, setStatus] = useState<IncidentStatus | null>(
    incident.choices.find(({ refused, needsReason }) => refused === null && !needsReason)?.status ?? null,
  );
  const [reason, setReason] = useState("");
  const { run, pending, refusal } = useRun();
  const chosen = incident.choices.find((choice) => choice.status === status && choice.refused === null);
  const missing = chosen?.needsReason === true && reason.trim() === "";
  const send = async () => {
    if (status === null) return;
    const input = { id: incident.id, version, status, reason };
    if (await run(() => actions.setStatus(input), `${incident.ref}: ${STATUS_WORDS[status].label}`))
      onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Status of ${incident.ref}`}
      description={`Now: ${STATUS_WORDS[incident.status].label}. ${STATUS_WORDS[incident.status].meaning}`}
      submit="Set status"
      pending={pending}
      disabled={!chosen || missing}
      error={refusal?.message}
      onSubmit={() => void send()}
    >
      <fieldset className="grid gap-1.5">
        <legend className="mb-1.5 text-sm font-medium">Becomes</legend>
        {incident.choices.map((choice) => (
          <Choice
            key={choice.status}
            {...choice}
            checked={choice.status === status}
            onPick={() => setStatus(choice.status)}
          />
        ))}
      </fieldset>
      <Field
        name="reason"
        label={chosen?.needsReason ? "Why it is open again" : "What to say about it"}
        hint="Stands in the timeline."
        error={refusal?.fieldErrors.reason}
        required={chosen?.needsReason ?? false}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            maxLength={1_000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}

function Choice({
  status,
  refused,
  checked,
  onPick,
}: {
  status: IncidentStatus;
  refused: string | null;
  checked: boolean;
  onPick: () => void;
}) {
  const { label, meaning } = STATUS_WORDS[status];
  return (
    <label
      className={cn(
        "flex items-start gap-2.5 rounded-md border border-line px-3 py-2 text-sm",
        checked && "border-line-control bg-hover",
        refused === null ? "cursor-pointer" : "text-ink-3",
      )}
    >
      <input
        type="radio"
        name="status"
        value={status}
        checked={checked}
        disabled={refused !== null}
        onChange={onPick}
        className="mt-0.5 size-4 accent-(--color-primary)"
      />
      <span className="min-w-0">
        <span className="font-medium">{label}</span>
        <span className="block text-xs text-ink-3">{refused ?? meaning}</span>
      </span>
    </label>
  );
}
