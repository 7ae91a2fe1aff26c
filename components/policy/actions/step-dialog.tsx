"use client";

import type { ComponentType } from "react";
import {
  CancelScheduleDialog,
  DiscardDialog,
  PreviewDialog,
  StagingDialog,
  WithdrawDialog,
} from "./confirm-dialogs";
import { DrillDialog } from "./drill-dialog";
import { PublishDialog } from "./publish-dialog";
import { RollbackDialog } from "./rollback-dialog";
import { ScheduleDialog } from "./schedule-dialog";
import type { StepDialogProps } from "./step-dialog-props";
import type { Step } from "./steps";
import { SubmitDialog } from "./submit-dialog";

const DIALOGS: Record<Step, ComponentType<StepDialogProps>> = {
  submit: SubmitDialog,
  publish: PublishDialog,
  schedule: ScheduleDialog,
  cancel_schedule: CancelScheduleDialog,
  drill: DrillDialog,
  preview: PreviewDialog,
  staging: StagingDialog,
  rollback_to: RollbackDialog,
  withdraw: WithdrawDialog,
  discard: DiscardDialog,
};

/** The dialog of one step. Mounted while it is open. */
export function StepDialog({ step, ...props }: StepDialogProps & { step: Step }) {
  const Dialog = DIALOGS[step];
  return <Dialog {...props} />;
}
