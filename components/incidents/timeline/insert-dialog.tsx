"use client";

import { useState } from "react";
import { FormDialog } from "../../policy/actions/form-dialog";
import { useRun } from "../../policy/actions/use-run";
import { Field } from "../../ui/field";
import { Input, Textarea } from "../../ui/input";
import { useIncident } from "../context";
import { fromLocalValue, TimeField, toLocalValue } from "./time-field";

/** Puts something into the timeline that no machine recorded. */
export function InsertDialog({ at, onClose }: { at: string; onClose: () => void }) {
  const { incident, actions } = useIncident();
  const [when, setWhen] = useState(toLocalValue(at));
  const [title, setTitle] = useState("");
  const [body, setBody] = useState("");
  const { run, pending, refusal } = useRun();
  const moment = fromLocalValue(when);
  const send = async () => {
    if (moment === null) return;
    const input = { id: incident.id, at: moment, title, body };
    if (await run(() => actions.insertEvent(input), "Put into the timeline")) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Insert into the timeline"
      description="Something that happened and that nothing here recorded: a phone call, a deployment elsewhere."
      submit="Insert"
      pending={pending}
      disabled={title.trim() === "" || moment === null}
      error={refusal && Object.keys(refusal.fieldErrors).length === 0 ? refusal.message : undefined}
      onSubmit={() => void send()}
    >
      <TimeField value={when} onChange={setWhen} error={refusal?.fieldErrors.at} />
      <Field name="title" label="What happened" error={refusal?.fieldErrors.title} required>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        )}
      </Field>
      <Field name="body" label="More about it" error={refusal?.fieldErrors.body}>
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            maxLength={8_000}
            value={body}
            onChange={(event) => setBody(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
