"use client";

import { useState } from "react";
import { MAX_COMMENT } from "@/lib/approvals/schemas";
import { Button } from "../ui/button";
import { Dialog, DialogClose } from "../ui/dialog";
import { Field, FormError } from "../ui/field";
import { Textarea } from "../ui/input";
import { PathPicker } from "./path-picker";
import type { Changes } from "./use-decision";

type ChangesDialogProps = {
  approvalId: string;
  args: unknown;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  pending: boolean;
  error: string | undefined;
  settled: string | undefined;
  /** True: recorded. */
  onSend: (wanted: Changes) => Promise<boolean>;
};

type Draft = { comment: string; problems: Readonly<Record<string, string>> };

/** What was begun and not sent, by request. */
const drafts = new Map<string, Draft>();

/**
 * Sends a call back with what is wrong, place by place. Nobody edits an agent's arguments: it makes another call,
 * which is another request, and that shows the difference.
 */
export function ChangesDialog({
  approvalId,
  args,
  open,
  onOpenChange,
  pending,
  error,
  settled,
  onSend,
}: ChangesDialogProps) {
  const [draft, setStored] = useState<Draft>(() => drafts.get(approvalId) ?? { comment: "", problems: {} });
  const [missing, setMissing] = useState<string>();
  const setDraft = (next: Draft) => {
    drafts.set(approvalId, next);
    setMissing(undefined);
    setStored(next);
  };
  const submit = async () => {
    const comment = draft.comment.trim();
    const changes = Object.entries(draft.problems).map(([pointer, problem]) => ({
      pointer,
      problem: problem.trim(),
    }));
    if (changes.some(({ problem }) => problem === ""))
      return setMissing("Say what is wrong with each argument you have picked, or take it out.");
    if (!comment && changes.length === 0) return setMissing("Pick an argument, or write what should change.");
    if (!(await onSend({ comment, changes }))) return;
    drafts.delete(approvalId);
    setStored({ comment: "", problems: {} });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Request changes"
      description="This call will not run. The agent is told what to change; if it calls again, that is a new request which shows the difference."
      className="max-w-lg"
    >
      <form
        className="grid min-w-0 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending && !settled) void submit();
        }}
      >
        {settled && (
          <FormError>This was {settled} in the meantime, so there is nothing left to send back.</FormError>
        )}
        {error && !settled && <FormError>{error}</FormError>}
        <PathPicker
          args={args}
          problems={draft.problems}
          onChange={(problems) => setDraft({ ...draft, problems })}
        />
        <Field
          name="comment"
          label="Note"
          error={missing}
          hint="The agent reads this and what you wrote above. Don't write secrets here."
        >
          {(control) => (
            <Textarea
              {...control}
              value={draft.comment}
              maxLength={MAX_COMMENT}
              onChange={(event) => setDraft({ ...draft, comment: event.target.value })}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.metaKey || event.ctrlKey))
                  event.currentTarget.form?.requestSubmit();
              }}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" variant="primary" pending={pending} disabled={settled !== undefined}>
            Send back
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
