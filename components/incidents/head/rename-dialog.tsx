"use client";

import { Pencil } from "lucide-react";
import { useState } from "react";
import { FormDialog } from "../../policy/actions/form-dialog";
import { useRun } from "../../policy/actions/use-run";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Input, Textarea } from "../../ui/input";
import { useIncident } from "../context";

/** A better title and a summary, once more is known. */
export function RenameDialog() {
  const { manage } = useIncident();
  const [open, setOpen] = useState(false);
  if (!manage.ok) return null;
  return (
    <>
      <Button
        variant="ghost"
        size="iconSm"
        aria-label="Change title and summary"
        onClick={() => setOpen(true)}
      >
        <Pencil aria-hidden />
      </Button>
      {open && <RenameForm onClose={() => setOpen(false)} />}
    </>
  );
}

function RenameForm({ onClose }: { onClose: () => void }) {
  const { incident, actions } = useIncident();
  const [version] = useState(incident.version);
  const [title, setTitle] = useState(incident.title);
  const [summary, setSummary] = useState(incident.summary);
  const { run, pending, refusal } = useRun();
  const send = async () => {
    if (await run(() => actions.rename({ id: incident.id, version, title, summary }), "Saved")) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`What ${incident.ref} is about`}
      submit="Save"
      pending={pending}
      disabled={title.trim() === ""}
      error={refusal?.fieldErrors.title ? undefined : refusal?.message}
      onSubmit={() => void send()}
    >
      <Field name="title" label="Title" error={refusal?.fieldErrors.title} required>
        {(control) => (
          <Input
            {...control}
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        )}
      </Field>
      <Field name="summary" label="Summary" hint="For whoever comes late.">
        {(control) => (
          <Textarea
            {...control}
            rows={5}
            maxLength={4_000}
            value={summary}
            onChange={(event) => setSummary(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
