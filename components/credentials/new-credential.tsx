"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useRun } from "../policy/actions/use-run";
import { Button } from "../ui/button";
import { FormError } from "../ui/field";
import { Link } from "../ui/link";
import { useCredentialActions } from "./actions";
import { CredentialFormFields } from "./credential-fields";
import { credentialFaults, EMPTY_CREDENTIAL, inputOf, type CredentialForm } from "./model";

/** Sets up a credential. What was typed stays until it is stored, and then its secrets are gone from here. */
export function NewCredential() {
  const actions = useCredentialActions();
  const router = useRouter();
  const { run, pending, refusal } = useRun();
  const [form, setForm] = useState(EMPTY_CREDENTIAL);
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const set = (change: Partial<CredentialForm>) => {
    const next = { ...form, ...change };
    setForm(next);
    const now = credentialFaults(next);
    setFaults(Object.fromEntries(Object.entries(now).filter(([field]) => field in faults)));
  };
  const create = async () => {
    const found = credentialFaults(form);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    const made = await run(async () => {
      const answer = await actions.create(inputOf(form));
      if (!answer.ok) setFaults(answer.fieldErrors ?? {});
      return answer;
    }, "Credential created");
    if (!made) return;
    setForm(EMPTY_CREDENTIAL);
    // Safe because it is one of our own routes.
    router.push(`/credentials/${made.id}` as Route);
  };
  const bad = Object.values(faults);
  return (
    <form
      noValidate
      autoComplete="off"
      className="px-4 pb-10 md:px-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending) void create();
      }}
    >
      <CredentialFormFields form={form} set={set} faults={faults} generation={0} />
      <div className="grid gap-3 pt-5 lg2:ml-64 lg2:max-w-176">
        {bad.length > 0 ? (
          <FormError>
            {bad.length === 1 ? "One thing has" : `${bad.length} things have`} to be mended first: {bad[0]}
          </FormError>
        ) : (
          refusal && <FormError>{refusal.message}</FormError>
        )}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" variant="primary" pending={pending}>
            Create credential
          </Button>
          <Button asChild>
            <Link href={"/credentials" as Route}>Cancel</Link>
          </Button>
        </div>
      </div>
    </form>
  );
}
