"use client";

import { useId } from "react";
import type { CapabilityDetail } from "@/lib/capabilities/types";
import { Field } from "../../ui/field";
import { Input, Textarea } from "../../ui/input";
import { CheckField } from "../../ui/check-field";
import { readDraft, type FieldErrors, type SpecDraft } from "./draft";
import { DryRun } from "./dry-run";
import { MappingEditor } from "./mapping-editor";
import { useCompensating, useNames } from "./use-compensating";

type CompensationFieldsProps = {
  capability: Pick<CapabilityDetail, "id" | "name" | "inputSchema" | "outputSchema">;
  draft: SpecDraft;
  set: (change: Partial<SpecDraft>) => void;
  errors: FieldErrors;
  /** What a broken rule says of it. */
  ruleError: string | undefined;
};

/** Whether and how a call can be taken back by another one. */
export function CompensationFields({ capability, draft, set, errors, ruleError }: CompensationFieldsProps) {
  return (
    <>
      <CheckField
        label="Something compensates it"
        hint="Another act makes good what a call has done: by hand, or by calling another capability."
        checked={draft.compensated}
        error={ruleError}
        onChange={(compensated) => set({ compensated })}
      />
      {draft.compensated && (
        <div className="grid gap-4 border-l-2 border-line pl-4">
          <Field
            name="compensation.strategy"
            label="How"
            hint="In words, for whoever has to do it."
            error={errors["compensation.strategy"]}
          >
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                value={draft.strategy}
                maxLength={1_000}
                className="min-h-14"
                onChange={(event) => set({ strategy: event.target.value })}
              />
            )}
          </Field>
          <CapabilityField
            value={draft.capability}
            onChange={(name) => set({ capability: name })}
            error={errors["compensation.capability"] ?? errors["compensation.mapping"]}
          />
          {draft.capability !== "" && (
            <Mapping capability={capability} draft={draft} set={set} errors={errors} />
          )}
        </div>
      )}
    </>
  );
}

type CapabilityFieldProps = { value: string; onChange: (name: string) => void; error: string | undefined };

function CapabilityField({ value, onChange, error }: CapabilityFieldProps) {
  const id = useId();
  const names = useNames(value);
  return (
    <>
      <Field
        name="compensation.capability"
        label="Compensating capability"
        hint="Leave it empty where people do it by hand."
        error={error}
      >
        {(control) => (
          <Input
            {...control}
            list={id}
            value={value}
            maxLength={256}
            spellCheck={false}
            autoComplete="off"
            className="font-mono md:text-xs"
            onChange={(event) => onChange(event.target.value.trim())}
          />
        )}
      </Field>
      <datalist id={id}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

type MappingProps = Omit<CompensationFieldsProps, "ruleError">;

function Mapping({ capability, draft, set, errors }: MappingProps) {
  const compensating = useCompensating(draft.capability);
  if (compensating === undefined)
    return <p className="text-sm text-ink-3">Reading what {draft.capability} takes…</p>;
  if (compensating === null) return <p className="text-sm text-hold">There is no capability of this name.</p>;
  const { spec, errors: found } = readDraft(draft);
  const readable = !Object.keys(found).some((name) => name.startsWith("compensation."));
  return (
    <>
      {compensating.status !== "active" && (
        <p className="text-sm text-hold">
          It is {compensating.status}: as things stand it could not be called.
        </p>
      )}
      <MappingEditor
        target={compensating.inputSchema}
        source={capability}
        mapping={draft.mapping}
        onChange={(mapping) => set({ mapping })}
        errors={errors}
      />
      <DryRun
        capability={capability}
        compensation={
          readable ? { capability: draft.capability, mapping: spec.compensation.mapping ?? {} } : null
        }
        why="Mend the mapping first."
      />
    </>
  );
}
