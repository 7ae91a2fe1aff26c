"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Field } from "../../ui/field";
import { Textarea } from "../../ui/input";
import { FormDialog } from "../actions/form-dialog";
import { usePolicyActions } from "../actions/provider";
import { useRun } from "../actions/use-run";
import { revisionHref } from "../hrefs";

/** Begins a draft with the content of a package: a file, or its text. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const actions = usePolicyActions();
  const router = useRouter();
  const { run, pending, refusal } = useRun();
  const [text, setText] = useState("");
  const send = async () => {
    const made = await run(
      () => actions.createDraft({ from: { kind: "package", text } }),
      "Package imported",
    );
    if (!made) return;
    onClose();
    router.push(revisionHref(made.id, { tab: "write" }));
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Import a package"
      description="Its hash and signature are checked before anything is kept. What doesn't hold is refused, and the refusal recorded; what is in force is not touched either way."
      submit="Import as a draft"
      pending={pending}
      error={refusal?.message}
      disabled={text.trim() === ""}
      onSubmit={() => void send()}
      wide
    >
      <Field name="file" label="File">
        {(control) => (
          <input
            {...control}
            type="file"
            accept="application/json,.json"
            className="text-sm text-ink-2 file:mr-3 file:h-8 file:cursor-pointer file:rounded-md file:border file:border-line-strong file:bg-raised file:px-3 file:text-sm file:font-medium file:text-ink"
            onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
          />
        )}
      </Field>
      <Field name="text" label="Or its text">
        {(control) => (
          <Textarea
            {...control}
            value={text}
            spellCheck={false}
            className="min-h-32 font-mono text-xs md:text-xs"
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
