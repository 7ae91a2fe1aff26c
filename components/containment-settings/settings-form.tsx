"use client";

import { useState } from "react";
import type { ContainmentInput } from "@/lib/quarantine/schemas";
import type { ContainmentSettings } from "@/lib/quarantine/types";
import { thresholdWords } from "@/lib/quarantine/words";
import type { Verdict } from "@/lib/revisions/types";
import type { ActionResult } from "@/lib/web/types";
import { useRun } from "../policy/actions/use-run";
import { Button } from "../ui/button";
import { CheckField } from "../ui/check-field";
import { Field, FormError } from "../ui/field";
import { Textarea } from "../ui/input";
import { LabelChecks, NumberField, Section } from "./fields";
import { draftOf, inputOf, type Draft } from "./model";
import { WeightsTable } from "./weights-table";

type SettingsFormProps = {
  settings: ContainmentSettings;
  may: Verdict;
  save: (input: ContainmentInput) => Promise<ActionResult<{ auditId: string }>>;
};
export type PartProps = {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  errors: Readonly<Record<string, string>>;
  disabled: boolean;
};

/** How strict a tenant is with sessions that misbehave. Who may not change it reads it, and why not. */
export function ContainmentForm({ settings, may, save }: SettingsFormProps) {
  const { run, pending, refusal } = useRun();
  const [draft, setDraft] = useState(() => draftOf(settings));
  const changed = JSON.stringify(inputOf(draft)) !== JSON.stringify(inputOf(draftOf(settings)));
  const part: PartProps = {
    draft,
    set: (change) => setDraft((before) => ({ ...before, ...change })),
    errors: refusal?.fieldErrors ?? {},
    disabled: !may.ok,
  };
  return (
    <form
      noValidate
      className="grid max-w-4xl gap-8 px-4 pt-2 pb-10 md:px-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending && changed && may.ok) void run(() => save(inputOf(draft)), "Settings saved");
      }}
    >
      <Quarantine {...part} />
      <AfterRelease {...part} />
      <Taint {...part} />
      <div className="grid gap-3 border-t border-line pt-5">
        {refusal && <FormError>{refusal.message}</FormError>}
        <div className="flex flex-wrap items-center gap-3">
          <Button
            type="submit"
            variant="primary"
            pending={pending}
            disabled={!may.ok || !changed}
            aria-describedby="containment-note"
          >
            Save settings
          </Button>
          <p id="containment-note" className="min-w-0 flex-1 text-xs text-ink-3">
            {may.ok
              ? changed
                ? "Holds from the next call on. Recorded with what was before."
                : "Nothing is changed."
              : may.why}
          </p>
        </div>
      </div>
    </form>
  );
}

function Quarantine({ draft, set, errors, disabled }: PartProps) {
  const { threshold, halfLifeSeconds, weights } = inputOf(draft);
  const terms = { threshold, halfLifeSeconds };
  return (
    <Section
      title="Quarantine"
      description="Every call can add points to the risk of its session; with time they fade. At the threshold the session is held apart: its calls are refused, its credentials revoked, and an incident is opened."
    >
      <CheckField
        label="Quarantine sessions that misbehave"
        hint="Switched off, nothing is counted. What is quarantined already stays so until it is released."
        checked={draft.quarantine}
        disabled={disabled}
        onChange={(quarantine) => set({ quarantine })}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <NumberField
          name="threshold"
          label="Threshold"
          unit="points"
          hint="Points at which a session is quarantined."
          error={errors.threshold}
          min={0.1}
          step={0.1}
          value={draft.threshold}
          disabled={disabled}
          onChange={(value) => set({ threshold: value })}
        />
        <NumberField
          name="halfLifeSeconds"
          label="Half-life"
          unit="minutes"
          hint="After this long, half of the points are left."
          error={errors.halfLifeSeconds}
          min={0.1}
          step={0.1}
          value={draft.halfLifeMinutes}
          disabled={disabled}
          onChange={(value) => set({ halfLifeMinutes: value })}
        />
      </div>
      <p role="status" className="max-w-3xl rounded-md bg-sunken px-3 py-2 text-sm">
        {draft.quarantine
          ? thresholdWords({ deny: weights?.deny ?? 0, approval: weights?.approval ?? 0 }, terms)
          : "No session is quarantined by itself. People still can quarantine one by hand."}
      </p>
      <WeightsTable
        weights={draft.weights}
        terms={terms}
        errors={errors}
        disabled={disabled}
        onChange={(key, value) => set({ weights: { ...draft.weights, [key]: value } })}
      />
      <NumberField
        name="agentStopAfter"
        label="Stop the agent after"
        unit="quarantines within an hour"
        hint="A kill switch for the whole agent, which people lift again. 0: never."
        error={errors.agentStopAfter}
        min={0}
        value={draft.agentStopAfter}
        disabled={disabled}
        onChange={(value) => set({ agentStopAfter: value })}
      />
    </Section>
  );
}

function AfterRelease({ draft, set, errors, disabled }: PartProps) {
  return (
    <Section
      title="After a release"
      description="A released session starts from zero points and is watched for a while: a lower threshold quarantines it again, in the same incident."
    >
      <div className="grid gap-5 sm:grid-cols-2">
        <NumberField
          name="watchMinutes"
          label="Watch for"
          unit="minutes"
          hint="0: not at all. Whoever releases a session may choose another time."
          error={errors.watchMinutes}
          min={0}
          value={draft.watchMinutes}
          disabled={disabled}
          onChange={(value) => set({ watchMinutes: value })}
        />
        <NumberField
          name="watchThreshold"
          label="Threshold while watched"
          unit="points"
          hint="At most the usual one."
          error={errors.watchThreshold}
          min={0.1}
          step={0.1}
          value={draft.watchThreshold}
          disabled={disabled}
          onChange={(value) => set({ watchThreshold: value })}
        />
      </div>
    </Section>
  );
}

function Taint({ draft, set, errors, disabled }: PartProps) {
  const wrong = Object.entries(errors).find(([field]) => field.startsWith("guardAllow"))?.[1];
  return (
    <Section
      title="What sessions have seen"
      description="Labels of a result stick to the session that read it. A session with one of the guarded labels may not call what reaches out (NETWORK)."
    >
      <CheckField
        label="Guard against exfiltration"
        hint="Calls that could carry out what the session has seen are refused."
        checked={draft.taintGuard}
        disabled={disabled}
        onChange={(taintGuard) => set({ taintGuard })}
      />
      <div className="grid gap-6 sm:grid-cols-2">
        <LabelChecks
          legend="Guarded labels"
          hint="Which of them keep a session from reaching out."
          value={draft.guardLabels}
          disabled={disabled || !draft.taintGuard}
          onChange={(guardLabels) => set({ guardLabels })}
        />
        <LabelChecks
          legend="Looked for in results"
          hint="Which the gateway finds by itself, besides those that a capability declares."
          value={draft.detectLabels}
          disabled={disabled}
          onChange={(detectLabels) => set({ detectLabels })}
        />
      </div>
      <Field
        name="guardAllow"
        label="Allowed all the same"
        hint="Capabilities that such a session may call, one a line: io.mail.send, or io.mail.*"
        error={wrong}
        className="max-w-xl"
      >
        {(control) => (
          <Textarea
            {...control}
            className="font-mono"
            rows={3}
            value={draft.guardAllow}
            disabled={disabled || !draft.taintGuard}
            spellCheck={false}
            onChange={(event) => set({ guardAllow: event.target.value })}
          />
        )}
      </Field>
    </Section>
  );
}
