"use client";

import { useRouter } from "next/navigation";
import type { Revision } from "@/lib/revisions/types";
import { FormDialog } from "./form-dialog";
import { usePolicyActions } from "./provider";
import type { StepDialogProps } from "./step-dialog-props";
import { useRun } from "./use-run";

/** The steps that need no words: what it does, and one button. */

export function WithdrawDialog({ revision, onClose }: StepDialogProps) {
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  const send = async () => {
    if (await run(() => actions.withdrawRevision({ id: revision.id }), "Back to draft")) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Withdraw revision ${revision.number}`}
      description="It becomes a draft again, and can be edited. Verdicts stay as long as the content does."
      submit="Withdraw"
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
    />
  );
}

export function DiscardDialog({ revision, onClose }: StepDialogProps) {
  const actions = usePolicyActions();
  const router = useRouter();
  const { run, pending, refusal } = useRun();
  const send = async () => {
    if (!(await run(() => actions.discardDraft({ id: revision.id }), "Discarded"))) return;
    onClose();
    router.push("/policy");
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Discard draft ${revision.number}`}
      description="It leaves the list of work and can't be taken up again. Its text stays on record."
      submit="Discard"
      variant="danger"
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
    />
  );
}

export function CancelScheduleDialog({ revision, onClose }: StepDialogProps) {
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  const send = async () => {
    if (await run(() => actions.cancelSchedule({ id: revision.id }), "The schedule is cancelled")) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Cancel the schedule"
      description={`Revision ${revision.number} stays in review, with its approvals. Nothing is published by itself.`}
      submit="Cancel the schedule"
      closeLabel="Keep it"
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
    />
  );
}

export function PreviewDialog(props: StepDialogProps) {
  return <PromoteDialog {...props} environment="preview" />;
}

export function StagingDialog(props: StepDialogProps) {
  return <PromoteDialog {...props} environment="staging" />;
}

function PromoteDialog({
  revision,
  onClose,
  environment,
}: StepDialogProps & { environment: "preview" | "staging" }) {
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  const send = async () => {
    const sent = await run(
      () => actions.promoteRevision({ id: revision.id, environment }),
      `Revision ${revision.number} is in force in ${environment}`,
    );
    if (sent) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Promote to ${environment}`}
      description={promotion(revision, environment)}
      submit={`Promote to ${environment}`}
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
    />
  );
}

function promotion(revision: Revision, environment: string): string {
  return `Agents of ${environment} obey revision ${revision.number} at once: the same content and the same hash, ${
    revision.hash?.slice(0, 12) ?? "unknown"
  }…, that may later go into production.`;
}
