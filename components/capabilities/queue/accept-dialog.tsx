"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { AcceptReadOnlyInput } from "@/lib/capabilities/schemas";
import type { AcceptReadOnlyReport, ReviewQueueRow } from "@/lib/capabilities/types";
import type { ActionResult } from "@/lib/web/types";
import { FormDialog } from "../../policy/actions/form-dialog";
import { useRun } from "../../policy/actions/use-run";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Textarea } from "../../ui/input";

export type AcceptAction = (input: AcceptReadOnlyInput) => Promise<ActionResult<AcceptReadOnlyReport>>;

type AcceptDialogProps = {
  items: readonly ReviewQueueRow[];
  action: AcceptAction;
  /** After something was accepted. */
  onClose: () => void;
  onCancel: () => void;
};

/** Names every tool that is about to be accepted; afterwards, what was refused and why. */
export function AcceptDialog({ items, action, onClose, onCancel }: AcceptDialogProps) {
  const { run, pending, refusal } = useRun();
  const client = useQueryClient();
  // The page reads itself again meanwhile, and no longer has what was accepted.
  const [asked] = useState(items);
  const [reason, setReason] = useState("");
  const [report, setReport] = useState<AcceptReadOnlyReport | null>(null);
  const send = async () => {
    const ids = asked.map(({ id, definitionHash }) => ({ capabilityId: id, definitionHash }));
    const done = await run(() => action({ items: ids, reason: reason.trim() }), doneWords);
    if (!done) return;
    void client.invalidateQueries({ queryKey: ["capabilities"] });
    if (done.refused.length === 0) onClose();
    else setReport(done);
  };
  if (report) return <Report report={report} onClose={onClose} />;
  const many = `${asked.length} read-only ${asked.length === 1 ? "tool" : "tools"}`;
  return (
    <FormDialog
      open
      wide
      onOpenChange={onCancel}
      title={`Accept ${many} as Low`}
      description="Their definitions are pinned as they stand, and calls of them run as the policy says. Each gets a version of its own."
      submit={`Accept ${asked.length}`}
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
    >
      <ul
        aria-label="Tools that are accepted"
        tabIndex={0}
        className="max-h-56 divide-y divide-line overflow-y-auto rounded-md border border-line"
      >
        {asked.map((row) => (
          <li key={row.id} className="px-3 py-1.5 font-mono text-xs wrap-anywhere">
            {row.name}
          </li>
        ))}
      </ul>
      <Field name="reason" label="Reason" hint="Optional; kept with each version.">
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            value={reason}
            maxLength={1_000}
            className="min-h-14"
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}

function doneWords({ accepted, refused }: AcceptReadOnlyReport): string {
  const done = `${accepted.length} ${accepted.length === 1 ? "tool" : "tools"} accepted`;
  return refused.length === 0 ? done : `${done}, ${refused.length} not`;
}

function Report({ report, onClose }: { report: AcceptReadOnlyReport; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={doneWords(report)}
      description="These were not accepted, and stay as they were:"
      className="max-w-xl"
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <ul aria-label="Not accepted" className="grid gap-2">
        {report.refused.map(({ name, reason }) => (
          <li key={name} className="text-sm wrap-anywhere">
            <code className="font-mono text-xs">{name}</code>
            <span className="block text-ink-2">{reason}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
