"use client";

import { Button } from "../ui/button";
import { Dialog, DialogClose } from "../ui/dialog";
import { FormError } from "../ui/field";
import { ReasonFields, useReason, type Denial } from "./reason-fields";

type DenyDialogProps = {
  approvalId: string;
  /** How many people have to deny, to end it. */
  threshold: number;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  pending: boolean;
  error: string | undefined;
  /** How it was settled while one was writing. */
  settled: string | undefined;
  /** True: recorded. */
  onDeny: (denial: Denial) => Promise<boolean>;
};

/** A no needs a reason, and what was written is still there after a refusal, or when one comes back. */
export function DenyDialog({
  approvalId,
  threshold,
  open,
  onOpenChange,
  pending,
  error,
  settled,
  onDeny,
}: DenyDialogProps) {
  const reason = useReason(approvalId);
  const submit = async () => {
    const denial = reason.check();
    if (denial && (await onDeny(denial))) reason.forget();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Deny this call"
      description={
        threshold > 1
          ? `${threshold} people have to deny, to end it; your denial is one of them. The agent is told your reason.`
          : "The call will not run, whatever others have said. The agent is told your reason."
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending && !settled) void submit();
        }}
      >
        {settled && (
          <FormError>This was {settled} in the meantime, so there is nothing left to deny.</FormError>
        )}
        {error && !settled && <FormError>{error}</FormError>}
        <ReasonFields reason={reason} />
        <div className="flex justify-end gap-2">
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" variant="danger" pending={pending} disabled={settled !== undefined}>
            Deny call
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
