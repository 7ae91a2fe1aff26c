"use client";

import { useState } from "react";
import type { PolicySettingsView, Verdict } from "@/lib/revisions/types";
import { Button } from "../../ui/button";
import { CheckField } from "../../ui/check-field";
import { Field, FormError } from "../../ui/field";
import { Input } from "../../ui/input";
import { usePolicyActions } from "../actions/provider";
import { useRun } from "../actions/use-run";

type SettingsFormProps = { settings: PolicySettingsView; may: Verdict };

/** How strict a tenant is with its own policy changes. Who may not change it reads it, and why not. */
export function SettingsForm({ settings, may }: SettingsFormProps) {
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  const [reviewers, setReviewers] = useState(String(settings.requiredReviewers));
  const [floor, setFloor] = useState(String(settings.coverageFloor));
  const [requireDrill, setRequireDrill] = useState(settings.requireDrill);
  const [strictPackages, setStrictPackages] = useState(settings.strictPackages);
  const next = {
    requiredReviewers: Number(reviewers),
    coverageFloor: Number(floor),
    requireDrill,
    strictPackages,
  };
  const changed = JSON.stringify(next) !== JSON.stringify(pick(settings));
  const errors = refusal?.fieldErrors ?? {};
  return (
    <form
      className="grid max-w-xl gap-6 px-4 py-6 md:px-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending && changed && may.ok) void run(() => actions.updateSettings(next), "Settings saved");
      }}
    >
      {refusal && <FormError>{refusal.message}</FormError>}
      <NumberField
        name="requiredReviewers"
        label="Reviewers"
        hint="Different people who have to approve a revision; never anybody who wrote part of it. One that loosens anything needs one more, and at least two."
        error={errors.requiredReviewers}
        min={1}
        max={10}
        value={reviewers}
        disabled={!may.ok}
        onChange={setReviewers}
      />
      <NumberField
        name="coverageFloor"
        label="Rules that the policy's tests have to reach, in percent"
        hint="Of the rules that any call can reach. All tests have to pass in any case."
        error={errors.coverageFloor}
        min={0}
        max={100}
        value={floor}
        disabled={!may.ok}
        onChange={setFloor}
      />
      <CheckField
        label="A rollback drill has to have passed"
        hint="In staging, with exactly the content that goes into production."
        checked={requireDrill}
        disabled={!may.ok}
        onChange={setRequireDrill}
      />
      <CheckField
        label="Packages have to be signed"
        hint="Unsigned packages are refused, and so are those signed with a key that isn't trusted here."
        checked={strictPackages}
        disabled={!may.ok}
        onChange={setStrictPackages}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button
          type="submit"
          variant="primary"
          pending={pending}
          disabled={!may.ok || !changed}
          aria-describedby="settings-note"
        >
          Save settings
        </Button>
        <p id="settings-note" className="text-xs text-ink-3">
          {may.ok ? (changed ? "Recorded with what was before." : "Nothing is changed.") : may.why}
        </p>
      </div>
    </form>
  );
}

function pick({ requiredReviewers, coverageFloor, requireDrill, strictPackages }: PolicySettingsView) {
  return { requiredReviewers, coverageFloor, requireDrill, strictPackages };
}

type NumberFieldProps = {
  name: keyof PolicySettingsView;
  label: string;
  hint: string;
  error: string | undefined;
  min: number;
  max: number;
  /** As typed: an empty field is not zero until it is sent. */
  value: string;
  disabled: boolean;
  onChange: (value: string) => void;
};

function NumberField({ name, label, hint, error, onChange, ...input }: NumberFieldProps) {
  return (
    <Field name={name} label={label} error={error} hint={hint}>
      {(control) => (
        <Input
          {...control}
          {...input}
          type="number"
          inputMode="numeric"
          className="w-24"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
