"use client";

import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import type { SideEffect } from "@/lib/incidents/compensation/types";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field, FormError } from "../../ui/field";
import { Textarea } from "../../ui/input";
import { Select } from "../../ui/select";
import type { Mark } from "./use-compensation";

type MarkDialogProps = {
  effect: SideEffect;
  mark: UseMutationResult<{ auditId: string }, Error, Mark>;
  onClose: () => void;
};

const CHOICES = [
  { value: "manual", label: "It was taken back by hand" },
  { value: "skipped", label: "It stays as it is" },
];

/** What no call takes back, people do, or leave; either way they say what and why. */
export function MarkDialog({ effect, mark, onClose }: MarkDialogProps) {
  const [state, setState] = useState<Mark["state"]>("manual");
  const [note, setNote] = useState("");
  const save = () =>
    mark.mutate({ decisionId: effect.decisionId, state, note: note.trim() }, { onSuccess: onClose });
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Settle without a call"
      description={`${effect.capability}, called by ${effect.agent}.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" pending={mark.isPending} disabled={note.trim() === ""} onClick={save}>
            Save
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <Field name="state" label="What became of it">
          {(control) => (
            <Select
              {...control}
              options={CHOICES}
              value={state}
              onValueChange={(value) => setState(value === "skipped" ? "skipped" : "manual")}
            />
          )}
        </Field>
        <Field
          name="note"
          label="What was done, or why nothing has to be"
          required
          hint="Stands in the report."
        >
          {(control) => (
            <Textarea
              {...control}
              value={note}
              maxLength={1_000}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        {mark.error && <FormError>{mark.error.message}</FormError>}
      </div>
    </Dialog>
  );
}
