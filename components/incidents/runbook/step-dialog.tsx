"use client";

import { useState } from "react";
import { STEP_STATES, type StepState } from "@/lib/incidents/schemas";
import type { StepRow } from "@/lib/incidents/types";
import { STEP_WORDS } from "@/lib/incidents/words";
import { FormDialog } from "../../policy/actions/form-dialog";
import { useRun } from "../../policy/actions/use-run";
import { Field } from "../../ui/field";
import { Input, Textarea } from "../../ui/input";
import { Select } from "../../ui/select";
import { useIncident } from "../context";

/** No id: a choice has to have a value. */
const NOBODY = "nobody";

export function StepDialog({ step, onClose }: { step: StepRow; onClose: () => void }) {
  const { incident, userId: me, actions } = useIncident();
  // What the person saw when they opened it.
  const [seen] = useState({ expected: step.state, seenAt: step.updatedAt });
  const [state, setState] = useState<StepState>(step.state === "todo" ? "doing" : step.state);
  const [owner, setOwner] = useState(step.owner?.userId ?? me);
  const [evidence, setEvidence] = useState(step.evidence);
  const { run, pending, refusal } = useRun();
  const send = async () => {
    const ownerId = owner === NOBODY ? null : owner;
    const input = { id: incident.id, stepId: step.id, ...seen, state, ownerId, evidence };
    if (await run(() => actions.setStep(input), `${step.title}: ${STEP_WORDS[state].toLowerCase()}`))
      onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={step.title}
      {...(step.updatedBy && { description: `Last changed by ${step.updatedBy}.` })}
      submit="Save"
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
    >
      <Field name="state" label="State">
        {(control) => (
          <Select
            {...control}
            value={state}
            // Safe because the options are these.
            onValueChange={(value) => setState(value as StepState)}
            options={STEP_STATES.map((value) => ({ value, label: STEP_WORDS[value] }))}
          />
        )}
      </Field>
      <OwnerField value={owner} onChange={setOwner} />
      <Field
        name="evidence"
        label="Evidence"
        hint="What was done, and what shows it: an id, a link, a number."
      >
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            maxLength={2_000}
            value={evidence}
            onChange={(event) => setEvidence(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}

export function AddStepDialog({ onClose }: { onClose: () => void }) {
  const { incident, userId: me, actions } = useIncident();
  const [title, setTitle] = useState("");
  const [owner, setOwner] = useState(me);
  const { run, pending, refusal } = useRun();
  const send = async () => {
    const input = { id: incident.id, title, ownerId: owner === NOBODY ? null : owner };
    if (await run(() => actions.addStep(input), "Step added")) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Add a step"
      submit="Add"
      pending={pending}
      disabled={title.trim() === ""}
      error={refusal?.fieldErrors.title ? undefined : refusal?.message}
      onSubmit={() => void send()}
    >
      <Field name="title" label="What is to be done" error={refusal?.fieldErrors.title} required>
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
      <OwnerField value={owner} onChange={setOwner} />
    </FormDialog>
  );
}

function OwnerField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { people, userId: me } = useIncident();
  return (
    <Field name="owner" label="Owner">
      {(control) => (
        <Select
          {...control}
          value={value}
          onValueChange={onChange}
          options={[
            { value: NOBODY, label: "Nobody" },
            ...people.map((one) => ({
              value: one.userId,
              label: one.userId === me ? `${one.name} (you)` : one.name,
            })),
          ]}
        />
      )}
    </Field>
  );
}
