"use client";

import { useState } from "react";
import { Field } from "../../ui/field";
import { Textarea } from "../../ui/input";
import { Link } from "../../ui/link";
import { useDraft } from "../editor/draft-store";
import { revisionHref } from "../hrefs";
import { FormDialog } from "./form-dialog";
import { usePolicyActions } from "./provider";
import type { StepDialogProps } from "./step-dialog-props";
import { useRun } from "./use-run";

/**
 * Sends a draft to its reviewers. The gates run on the server; what they find is listed here with where it is.
 * Whether it loosens anything is only known then, so the reason can be given at once, and is asked for if need be.
 */
export function SubmitDialog({ revision, onClose }: StepDialogProps) {
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  // The editor may know of a save that the page has not read yet, and of words that nobody has saved.
  const { draft, dirty } = useDraft(revision.id, revision.version, revision);
  const [reason, setReason] = useState(revision.looseningReason);
  const { looseningReason: missing, ...findings } = refusal?.fieldErrors ?? {};
  const send = async () => {
    const input = { id: revision.id, version: draft.version, looseningReason: reason.trim() };
    const sent = await run(
      () => actions.submitRevision(input),
      `Revision ${revision.number} waits for its reviewers`,
    );
    if (sent) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Submit revision ${revision.number} for review`}
      description="All gates are run on what was last saved. Reviewers see their results, what it would change, and your reason."
      submit="Submit for review"
      pending={pending}
      error={dirty ? UNSAVED : refusal?.message}
      disabled={dirty}
      onSubmit={() => void send()}
      wide
    >
      <Findings findings={findings} revisionId={revision.id} />
      <Field
        name="looseningReason"
        label="Why it may let more through"
        error={missing}
        hint="Needed where it loosens anything: where a call that is denied or asked about today would be let through."
      >
        {(control) => (
          <Textarea
            {...control}
            value={reason}
            maxLength={1_000}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}

const UNSAVED =
  "There are changes that are not saved, and only what is saved is reviewed. Save them first, or drop them.";
const SHOWN = 8;

function Findings({ findings, revisionId }: { findings: Record<string, string>; revisionId: string }) {
  const all = Object.entries(findings);
  if (all.length === 0) return null;
  return (
    <div className="grid gap-2 rounded-md border border-line bg-sunken p-3 text-sm">
      <ul aria-label="What has to be mended first" className="grid gap-1.5">
        {all.slice(0, SHOWN).map(([field, sentence]) => (
          <li key={field} className="wrap-anywhere">
            {sentence}
          </li>
        ))}
      </ul>
      {all.length > SHOWN && <p className="text-ink-3">and {all.length - SHOWN} more</p>}
      <p>
        <Link
          href={revisionHref(revisionId, { tab: "write" })}
          className="rounded-xs text-accent underline underline-offset-2"
        >
          Mend it in the editor
        </Link>
      </p>
    </div>
  );
}
