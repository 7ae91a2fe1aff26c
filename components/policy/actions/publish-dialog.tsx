"use client";

import { useState } from "react";
import type { Revision } from "@/lib/revisions/types";
import { ConvergenceList } from "../home/convergence-list";
import { RequirementList } from "../review/requirement-list";
import { CopyId } from "../../ui/copy-id";
import { FormDialog } from "./form-dialog";
import { usePolicyActions } from "./provider";
import type { StepDialogProps } from "./step-dialog-props";
import { useRun } from "./use-run";

/** Puts a revision into production; afterwards it shows each gateway process taking it up. */
export function PublishDialog({ revision, convergence, onClose }: StepDialogProps) {
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  const [published, setPublished] = useState(false);
  const { hash } = revision;
  const send = async () => {
    if (published) return onClose();
    if (hash === null) return;
    const sent = await run(
      () => actions.publishRevision({ id: revision.id, hash }),
      `Revision ${revision.number} is published`,
    );
    if (sent) setPublished(true);
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={published ? `Revision ${revision.number} is published` : `Publish revision ${revision.number}`}
      description={published ? "Gateways take it up without a restart." : replaced(revision)}
      submit={published ? "Done" : `Publish revision ${revision.number}`}
      closeLabel={published ? "Close" : "Cancel"}
      pending={pending}
      error={refusal?.message}
      disabled={!published && hash === null}
      onSubmit={() => void send()}
      wide
    >
      {published ? (
        <ConvergenceList initial={convergence} only="production" />
      ) : (
        <>
          <p className="flex flex-wrap items-center gap-x-2 text-sm text-ink-2">
            Content hash {hash && <CopyId id={hash} what="content hash" />}
          </p>
          <RequirementList requirements={revision.requirements} />
        </>
      )}
    </FormDialog>
  );
}

function replaced({ published }: Revision): string {
  if (!published) return "No policy is in force in production yet: until now every call is denied.";
  return `It replaces revision ${published.number} in production. Every gateway obeys it within a second.`;
}
