"use client";

import { useState } from "react";
import type { TimelineEntry } from "@/lib/incidents/types";
import { FormDialog } from "../../policy/actions/form-dialog";
import { useRun } from "../../policy/actions/use-run";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { absoluteUtc } from "../../ui/time-format";
import { useIncident } from "../context";
import { fromLocalValue, TimeField, toLocalValue } from "./time-field";

/** When something really happened. What was recorded first stays beside it. */
export function CorrectDialog({ entry, onClose }: { entry: TimelineEntry; onClose: () => void }) {
  const { incident, actions } = useIncident();
  const [when, setWhen] = useState(toLocalValue(entry.at));
  const [reason, setReason] = useState("");
  const { run, pending, refusal } = useRun();
  const moment = fromLocalValue(when);
  const send = async () => {
    if (moment === null || entry.eventId === null) return;
    const input = { id: incident.id, eventId: entry.eventId, at: moment, reason };
    if (await run(() => actions.correctTime(input), "Time corrected")) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Correct the time"
      description={`“${entry.title}” was recorded at ${absoluteUtc(Date.parse(entry.originalAt ?? entry.at))}. That stays on record.`}
      submit="Correct"
      pending={pending}
      disabled={reason.trim() === "" || moment === null}
      error={refusal && Object.keys(refusal.fieldErrors).length === 0 ? refusal.message : undefined}
      onSubmit={() => void send()}
    >
      <TimeField value={when} onChange={setWhen} error={refusal?.fieldErrors.at} />
      <Field name="reason" label="Why" error={refusal?.fieldErrors.reason} required>
        {(control) => (
          <Input
            {...control}
            maxLength={300}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
