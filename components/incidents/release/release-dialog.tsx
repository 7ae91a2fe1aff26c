"use client";

import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import type { ReleaseStage } from "@/lib/quarantine/schemas";
import type { QuarantineChange } from "@/lib/quarantine/types";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field, FormError } from "../../ui/field";
import { Input, Textarea } from "../../ui/input";
import { Select } from "../../ui/select";
import type { Watched } from "./types";

export type Release = { quarantineId: string; stage: ReleaseStage; reason: string; watchMinutes?: number };

const STAGES: readonly { value: ReleaseStage; label: string; hint: string }[] = [
  { value: "reads", label: "Reads only", hint: "Whatever the registry says only reads." },
  { value: "low_risk", label: "Low and medium risk", hint: "Reads, and what is rated LOW or MEDIUM." },
  { value: "full", label: "Everything", hint: "Its score is reset, and it is watched for a while." },
];
const RANK = { nothing: 0, reads: 1, low_risk: 2 } as const;

type ReleaseDialogProps = {
  row: Watched;
  release: UseMutationResult<QuarantineChange, Error, Release>;
  onClose: () => void;
};

/** Stages that it has already are not offered. A stop that somebody set stays, whatever is released. */
export function ReleaseDialog({ row: { quarantine }, release, onClose }: ReleaseDialogProps) {
  const stages = STAGES.slice(RANK[quarantine.admits]);
  const [stage, setStage] = useState<ReleaseStage>(stages[0]?.value ?? "full");
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState("");
  const watch = Number(minutes);
  const wrong = minutes !== "" && !(Number.isInteger(watch) && watch >= 0);
  const save = () =>
    release.mutate(
      {
        ...{ quarantineId: quarantine.id, stage, reason: reason.trim() },
        ...(stage === "full" && minutes !== "" ? { watchMinutes: watch } : {}),
      },
      { onSuccess: onClose },
    );
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Release the session"
      description="A stop that somebody set stays in force."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            pending={release.isPending}
            disabled={reason.trim() === "" || wrong}
            onClick={save}
          >
            Release
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <Field
          name="stage"
          label="What it may do again"
          hint={STAGES.find(({ value }) => value === stage)?.hint}
        >
          {(control) => (
            <Select
              {...control}
              options={stages}
              value={stage}
              onValueChange={(value) => setStage(STAGES.find((it) => it.value === value)?.value ?? "full")}
            />
          )}
        </Field>
        <Field name="reason" label="Reason" required hint="Stands in the timeline and the report.">
          {(control) => (
            <Textarea
              {...control}
              value={reason}
              maxLength={500}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {stage === "full" && (
          <Field
            name="watch"
            label="Watch for so many minutes"
            hint="Empty: as the settings say. A lower threshold holds until then."
            error={wrong ? "A whole number of minutes." : undefined}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                value={minutes}
                onChange={(event) => setMinutes(event.target.value)}
              />
            )}
          </Field>
        )}
        {release.error && <FormError>{release.error.message}</FormError>}
      </div>
    </Dialog>
  );
}
