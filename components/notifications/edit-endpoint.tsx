"use client";

import { useState } from "react";
import type { EndpointDetail } from "@/lib/notifications/types";
import type { Verdict } from "@/lib/revisions/types";
import { NewerNotice } from "../page/newer-notice";
import { useSeen } from "../page/use-seen";
import { useRun } from "../policy/actions/use-run";
import { Button } from "../ui/button";
import { FormError } from "../ui/field";
import { FormSection } from "../upstreams/form/form-section";
import { useNotificationActions } from "./actions";
import { EndpointFormFields } from "./endpoint-fields";
import {
  byField,
  endpointFaults,
  endpointForm,
  inputOf,
  secretsOf,
  trialOf,
  type EndpointForm,
} from "./model";
import { Trial } from "./trial";

/** The settings of an endpoint, with the version that was seen: who changed it meanwhile is not overwritten. */
export function EditEndpoint({ detail, may }: { detail: EndpointDetail; may: Verdict }) {
  const actions = useNotificationActions();
  const { run, pending, refusal } = useRun();
  const [form, setForm] = useState(() => endpointForm(detail));
  const stored = { form: endpointForm(detail), stamp: String(detail.version) };
  const { seen, newer, adopt, saved } = useSeen({ form, setForm, stored });
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [generation, setGeneration] = useState(0);
  const isSet = detail.secrets.filter(({ setAt }) => setAt !== null).map(({ field }) => field);
  const set = (change: Partial<EndpointForm>) => {
    const next = { ...form, ...change };
    setForm(next);
    const now = endpointFaults(next, isSet);
    setFaults(Object.fromEntries(Object.entries(now).filter(([field]) => field in faults)));
  };
  const complete = () => {
    const found = endpointFaults(form, isSet);
    setFaults(found);
    return Object.keys(found).length === 0;
  };
  const changed =
    Object.keys(secretsOf(form)).length > 0 ||
    JSON.stringify(inputOf(form)) !== JSON.stringify(inputOf(seen.form));
  const save = async () => {
    if (!complete()) return;
    const done = await run(async () => {
      const answer = await actions.update({ id: detail.id, version: Number(seen.stamp), ...inputOf(form) });
      if (!answer.ok) setFaults(byField(answer.fieldErrors));
      return answer;
    }, "Endpoint saved");
    if (done === null) return;
    const kept = { ...form, secrets: { url: "", signingSecret: "" } };
    saved({ sent: form, kept, as: String(done.version) });
    setGeneration(generation + 1);
  };
  return (
    <form
      noValidate
      autoComplete="off"
      className="px-4 pb-6 md:px-6"
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
          Somebody has changed this endpoint since you opened it. Saving yours would be refused.
        </NewerNotice>
      )}
      <EndpointFormFields
        form={form}
        set={set}
        faults={faults}
        disabled={!may.ok}
        stored={detail.secrets}
        generation={generation}
      />
      <FormSection title="Test" hint="A message that says that it is a test, to what is typed above.">
        <Trial
          input={() => (complete() ? trialOf(form, detail.id) : null)}
          about={JSON.stringify(trialOf(form, detail.id))}
          note="Sent with the secrets that are kept. Nothing is stored by a test but that there was one."
          disabled={!may.ok}
        />
      </FormSection>
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
            {may.ok ? (changed ? "Recorded with what was before." : "Nothing is changed.") : may.why}
          </p>
        </div>
      </div>
    </form>
  );
}
