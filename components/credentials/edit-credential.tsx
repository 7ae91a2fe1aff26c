"use client";

import { useState } from "react";
import type { CredentialDetail } from "@/lib/credentials/types";
import type { Verdict } from "@/lib/revisions/types";
import { NewerNotice } from "../page/newer-notice";
import { useSeen } from "../page/use-seen";
import { useRun } from "../policy/actions/use-run";
import { Button } from "../ui/button";
import { FormError } from "../ui/field";
import { useCredentialActions } from "./actions";
import { CredentialFormFields } from "./credential-fields";
import { credentialFaults, credentialForm, inputOf, secretsOf, type CredentialForm } from "./model";

/** The settings of a credential, with the version that was seen: who changed it meanwhile is not overwritten. */
export function EditCredential({ detail, may }: { detail: CredentialDetail; may: Verdict }) {
  const actions = useCredentialActions();
  const { run, pending, refusal } = useRun();
  const [form, setForm] = useState(() => credentialForm(detail));
  const stored = { form: credentialForm(detail), also: detail.secrets, stamp: String(detail.version) };
  const { seen, newer, adopt, saved } = useSeen({ form, setForm, stored });
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [generation, setGeneration] = useState(0);
  const isSet = detail.secrets.filter(({ setAt }) => setAt !== null).map(({ field }) => field);
  const set = (change: Partial<CredentialForm>) => {
    const next = { ...form, ...change };
    setForm(next);
    const now = credentialFaults(next, isSet);
    setFaults(Object.fromEntries(Object.entries(now).filter(([field]) => field in faults)));
  };
  const { secrets: _, ...plain } = form;
  const { secrets: __, ...before } = seen.form;
  const replaced = Object.keys(secretsOf(form)).length;
  const changed = replaced > 0 || JSON.stringify(plain) !== JSON.stringify(before);
  const save = async () => {
    const found = credentialFaults(form, isSet);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    const done = await run(async () => {
      const answer = await actions.update({ id: detail.id, version: Number(seen.stamp), ...inputOf(form) });
      if (!answer.ok) setFaults(answer.fieldErrors ?? {});
      return answer;
    }, "Credential saved");
    if (done === null) return;
    saved({ sent: form, kept: { ...form, secrets: {} }, as: String(done.version) });
    setGeneration(generation + 1);
  };
  return (
    <form
      noValidate
      autoComplete="off"
      className="px-4 pb-10 md:px-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending && changed && may.ok) void save();
      }}
    >
      {newer && !pending && (
        <NewerNotice
          action="Show the newer settings"
          onAdopt={() => {
            adopt();
            setFaults({});
            setGeneration(generation + 1);
          }}
        >
          Somebody has changed this credential since you opened it. Saving yours would be refused.
        </NewerNotice>
      )}
      <CredentialFormFields
        form={form}
        set={set}
        faults={faults}
        disabled={!may.ok}
        stored={detail.secrets}
        generation={generation}
      />
      <div className="grid gap-3 pt-5 lg2:ml-64 lg2:max-w-176">
        {refusal && <FormError>{refusal.message}</FormError>}
        <div className="flex flex-wrap items-center gap-3">
          <Button
            type="submit"
            variant="primary"
            pending={pending}
            disabled={!may.ok || !changed}
            aria-describedby="save-note"
          >
            Save
          </Button>
          <p id="save-note" className="text-xs text-ink-3">
            {may.ok
              ? changed
                ? replaced > 0
                  ? "What was issued under the old one is let go of."
                  : "Recorded with what was before."
                : "Nothing is changed."
              : may.why}
          </p>
        </div>
      </div>
    </form>
  );
}
