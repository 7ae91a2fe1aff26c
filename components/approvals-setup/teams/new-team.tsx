"use client";

import { Plus } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Verdict } from "@/lib/revisions/types";
import { FormDialog } from "../../policy/actions/form-dialog";
import { useRun } from "../../policy/actions/use-run";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { useSetupActions } from "../actions";

/** Makes a team and opens it: its people are chosen there. */
export function NewTeam({ may }: { may: Verdict }) {
  const [open, setOpen] = useState(false);
  return (
    <span className="grid justify-items-end gap-1 max-sm:justify-items-start">
      <Button
        variant={may.ok ? "primary" : "secondary"}
        disabled={!may.ok}
        aria-describedby={may.ok ? undefined : "new-team-note"}
        onClick={() => setOpen(true)}
      >
        <Plus aria-hidden />
        New team
      </Button>
      {!may.ok && (
        <span id="new-team-note" className="text-xs text-ink-3">
          {may.why}
        </span>
      )}
      {open && <TeamForm onClose={() => setOpen(false)} />}
    </span>
  );
}

function TeamForm({ onClose }: { onClose: () => void }) {
  const actions = useSetupActions();
  const router = useRouter();
  const { run, pending, refusal } = useRun();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const send = async () => {
    const made = await run(() => actions.createTeam({ name, description }), "Team created");
    if (!made) return;
    onClose();
    // Safe because it is one of our own routes.
    router.push(`/approvals/teams?open=${made.id}` as Route, { scroll: false });
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="New team"
      description="A named set of people that chains can ask. Who is in it is chosen next, and may change at any time."
      submit="Create the team"
      pending={pending}
      error={refusal?.message}
      disabled={name.trim() === ""}
      onSubmit={() => void send()}
    >
      <Field name="name" label="Name" error={refusal?.fieldErrors.name} required>
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={60}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field name="description" label="What it is for (optional)" error={refusal?.fieldErrors.description}>
        {(control) => (
          <Input
            {...control}
            value={description}
            maxLength={300}
            autoComplete="off"
            onChange={(event) => setDescription(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
