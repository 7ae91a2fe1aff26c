"use client";

import { DrillSteps } from "../history/drill-steps";
import { FormDialog } from "./form-dialog";
import { usePolicyActions } from "./provider";
import type { StepDialogProps } from "./step-dialog-props";
import { useRun } from "./use-run";

/** Rehearses the rollback in staging, and shows how each step went. */
export function DrillDialog({ revision, onClose }: StepDialogProps) {
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  const last = revision.drills.find(({ hash }) => hash === revision.hash);
  const send = () => run(() => actions.runDrill({ id: revision.id }), "The drill has been run");
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Rollback drill in staging"
      description="Puts this revision into staging, rolls it back, and puts it in again. After each step it is checked what is in force: signature, content, and the policy's own tests."
      submit={last ? "Run it again" : "Run the drill"}
      closeLabel="Close"
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
      wide
    >
      {last && <DrillSteps drill={last} />}
    </FormDialog>
  );
}
