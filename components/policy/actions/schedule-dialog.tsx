"use client";

import { useState } from "react";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { absoluteUtc } from "../../ui/time-format";
import { RequirementList } from "../review/requirement-list";
import { FormDialog } from "./form-dialog";
import { usePolicyActions } from "./provider";
import type { StepDialogProps } from "./step-dialog-props";
import { useRun } from "./use-run";
import { instantOf } from "./wall-time";

/** Publishes later, at a moment given in the reader's own time zone and shown in UTC as well. */
export function ScheduleDialog({ revision, onClose }: StepDialogProps) {
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  const [wall, setWall] = useState("");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const moment = wall === "" ? null : instantOf(wall, zone);
  const { hash } = revision;
  const send = async () => {
    if (hash === null || !moment?.ok) return;
    const at = new Date(moment.at).toISOString();
    const sent = await run(
      () => actions.scheduleRevision({ id: revision.id, hash, at }),
      `Revision ${revision.number} is scheduled`,
    );
    if (sent) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Schedule revision ${revision.number}`}
      description="It is signed now and published at that moment. What is still open then keeps it in review, and is written on its page."
      submit="Schedule"
      pending={pending}
      error={refusal?.message}
      disabled={hash === null || !moment?.ok}
      onSubmit={() => void send()}
      wide
    >
      <Field
        name="at"
        label={`Date and time in ${zone}`}
        error={moment && !moment.ok ? moment.why : refusal?.fieldErrors.at}
        hint={
          moment?.ok
            ? `${absoluteUtc(moment.at)}${moment.twice ? ". The clocks are set back that night: the first of the two is meant." : ""}`
            : "Your browser's time zone."
        }
      >
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            value={wall}
            required
            onChange={(event) => setWall(event.target.value)}
          />
        )}
      </Field>
      <RequirementList requirements={revision.requirements} />
    </FormDialog>
  );
}
