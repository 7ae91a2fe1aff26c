"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { ChainParts } from "@/lib/approvals/chains/types";
import type { TeamRow } from "@/lib/approvals/teams/types";
import type { Verdict } from "@/lib/revisions/types";
import { NewerNotice } from "../../page/newer-notice";
import { alike } from "../../page/seen";
import { useSeen } from "../../page/use-seen";
import { FormDialog } from "../../policy/actions/form-dialog";
import { useRun } from "../../policy/actions/use-run";
import { Button } from "../../ui/button";
import { Field, FormError } from "../../ui/field";
import { Input } from "../../ui/input";
import { SafeText } from "../../ui/safe-text";
import { UrlSheet } from "../../ui/sheet";
import { useSetupActions } from "../actions";
import { ChainLink } from "../chains/chain-columns";
import { TeamMembers } from "./team-members";

type TeamSheetProps = { team: TeamRow; people: ChainParts["people"]; may: Verdict };

const CLOSE = "/approvals/teams";

/** One team: what it is called, who is in it, what names it. */
export function TeamSheet({ team, people, may }: TeamSheetProps) {
  const [deleting, setDeleting] = useState(false);
  const needed = team.chains.length > 0;
  return (
    <UrlSheet
      title={<SafeText oneLine>{team.name}</SafeText>}
      closeHref={CLOSE}
      footer={
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p id="delete-note" className="min-w-0 flex-1 text-xs text-ink-3">
            {!may.ok
              ? may.why
              : needed
                ? "A chain in force names it, so it can’t be deleted. Take it out there first."
                : "Nothing in force names it."}
          </p>
          <Button
            variant="dangerOutline"
            disabled={!may.ok || needed}
            aria-describedby="delete-note"
            onClick={() => setDeleting(true)}
          >
            Delete the team…
          </Button>
        </div>
      }
    >
      <div className="grid gap-6">
        <TeamName team={team} may={may} />
        <TeamMembers team={team} people={people} may={may} />
        <section className="grid gap-1.5">
          <h3 className="text-sm font-semibold">Chains that name it</h3>
          {needed ? (
            <p className="flex flex-wrap gap-x-3 text-sm">
              {team.chains.map((name) => (
                <ChainLink key={name} name={name} />
              ))}
            </p>
          ) : (
            <p className="text-sm text-ink-3">None, in its newest version.</p>
          )}
        </section>
      </div>
      {deleting && <DeleteDialog team={team} onClose={() => setDeleting(false)} />}
    </UrlSheet>
  );
}

function TeamName({ team, may }: { team: TeamRow; may: Verdict }) {
  const actions = useSetupActions();
  const { run, pending, refusal } = useRun();
  const shown = { name: team.name, description: team.description };
  const [form, setForm] = useState(shown);
  const stored = { form: shown, stamp: JSON.stringify(shown) };
  const { seen, newer, adopt, saved } = useSeen({ form, setForm, stored });
  const sent = { name: form.name.trim(), description: form.description.trim() };
  const changed = !alike(sent, seen.form);
  const save = async () => {
    const done = await run(() => actions.updateTeam({ id: team.id, ...sent, was: seen.form }), "Team saved");
    if (done !== null) saved({ sent: form, kept: sent, as: JSON.stringify(sent) });
  };
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending && changed && may.ok) void save();
      }}
    >
      {newer && !pending && (
        <NewerNotice action="Show what stands there" onAdopt={adopt}>
          Somebody has changed this team since you opened it. Saving yours would be refused.
        </NewerNotice>
      )}
      {refusal && <FormError>{refusal.message}</FormError>}
      <Field name="name" label="Name" error={refusal?.fieldErrors.name} required>
        {(control) => (
          <Input
            {...control}
            value={form.name}
            maxLength={60}
            autoComplete="off"
            disabled={!may.ok}
            onChange={(event) => setForm({ ...form, name: event.target.value })}
          />
        )}
      </Field>
      <Field name="description" label="What it is for" error={refusal?.fieldErrors.description}>
        {(control) => (
          <Input
            {...control}
            value={form.description}
            maxLength={300}
            autoComplete="off"
            disabled={!may.ok}
            onChange={(event) => setForm({ ...form, description: event.target.value })}
          />
        )}
      </Field>
      <Button
        type="submit"
        size="sm"
        className="w-fit"
        pending={pending}
        disabled={!may.ok || !changed || sent.name === ""}
      >
        Save
      </Button>
    </form>
  );
}

function DeleteDialog({ team, onClose }: { team: TeamRow; onClose: () => void }) {
  const actions = useSetupActions();
  const router = useRouter();
  const { run, pending, refusal } = useRun();
  const send = async () => {
    if (!(await run(() => actions.deleteTeam({ id: team.id }), `${team.name} is deleted`))) return;
    onClose();
    router.push(CLOSE as Route, { scroll: false });
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Delete ${team.name}`}
      description="Its people keep their roles. What they decided stays on record."
      submit="Delete the team"
      variant="danger"
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
    />
  );
}
