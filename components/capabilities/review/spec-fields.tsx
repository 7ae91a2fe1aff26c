"use client";

import { OPERATIONS, RISK_LEVELS, type CapabilityDetail } from "@/lib/capabilities/types";
import { Field } from "../../ui/field";
import { Input, Textarea } from "../../ui/input";
import { Select } from "../../ui/select";
import { STATUSES } from "../../ui/status-badge";
import { operationLabel } from "../filters";
import { AmountFields } from "./amount-fields";
import { BrokenRules } from "./broken-rules";
import { CheckField } from "../../ui/check-field";
import { CompensationFields } from "./compensation-fields";
import { ConsequencePreview } from "./consequence-preview";
import { LabelFields } from "./label-fields";
import { Section } from "./section";
import { argumentsOf, brokenRules, type FieldErrors, type SpecDraft } from "./draft";

type SpecFieldsProps = {
  capability: CapabilityDetail;
  draft: SpecDraft;
  set: (change: Partial<SpecDraft>) => void;
  errors: FieldErrors;
};

/** Everything a person says of a capability. The risk rules are checked while it is being written. */
export function SpecFields({ capability, draft, set, errors }: SpecFieldsProps) {
  const faults = brokenRules(draft);
  const breaks = (...rules: number[]) => {
    const fault = faults.find(({ rule }) => rules.includes(rule));
    return fault && `Breaks rule ${fault.rule} with the risk ${STATUSES[draft.level].label}.`;
  };
  return (
    <>
      <Section title="What a call does">
        <Field name="operation" label="Operation" error={breaks(2) ?? errors.operation}>
          {(control) => (
            <Select
              {...control}
              className="sm:max-w-60"
              value={draft.operation}
              onValueChange={(operation) => set({ operation: operation as SpecDraft["operation"] })}
              options={OPERATIONS.map((value) => ({ value, label: operationLabel(value) }))}
            />
          )}
        </Field>
        <Field
          name="sideEffects.description"
          label="Effect"
          hint="What is different after a call."
          error={errors["sideEffects.description"]}
        >
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              value={draft.effects}
              maxLength={1_000}
              className="min-h-14"
              onChange={(event) => set({ effects: event.target.value })}
            />
          )}
        </Field>
        <Field
          name="sideEffects.scope"
          label="Reaches"
          hint="How far the effect goes: one file, the project, every customer."
          error={errors["sideEffects.scope"]}
        >
          {(control) => (
            <Input
              {...control}
              value={draft.scope}
              maxLength={200}
              onChange={(event) => set({ scope: event.target.value })}
            />
          )}
        </Field>
      </Section>
      <Section title="Taking it back">
        <CheckField
          label="It can be undone"
          hint="Nothing is lost by a call, or the tool itself can bring it back."
          checked={draft.reversible}
          error={breaks(1)}
          onChange={(reversible) => set({ reversible })}
        />
        <CompensationFields
          capability={capability}
          draft={draft}
          set={set}
          errors={errors}
          ruleError={breaks(3)}
        />
      </Section>
      <Section title="Risk">
        <div>
          <Field
            name="risk.level"
            label="Risk"
            error={faults.length > 0 ? "This risk breaks a rule; see below." : errors["risk.level"]}
          >
            {(control) => (
              <Select
                {...control}
                className="sm:max-w-60"
                value={draft.level}
                onValueChange={(level) => set({ level: level as SpecDraft["level"] })}
                options={RISK_LEVELS.map((value) => ({ value, label: STATUSES[value].label }))}
              />
            )}
          </Field>
          <BrokenRules faults={faults} onChange={set} />
        </div>
        <Field name="risk.justification" label="Because" error={errors["risk.justification"]} required>
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              value={draft.justification}
              maxLength={1_000}
              className="min-h-14"
              onChange={(event) => set({ justification: event.target.value })}
            />
          )}
        </Field>
        <CheckField
          label="People approve every call"
          hint="Whatever the policy's rules say."
          checked={draft.requiresApproval}
          onChange={(requiresApproval) => set({ requiresApproval })}
        />
      </Section>
      <Section title="Running it">
        <CheckField
          label="Repeating a call changes nothing more"
          hint="Only then may a call whose answer was lost be tried again."
          checked={draft.idempotent}
          onChange={(idempotent) => set({ idempotent })}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            name="timeoutMs"
            label="Time limit, in seconds"
            hint="From 0.1 to 600."
            error={errors.timeoutMs}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                value={draft.timeoutSeconds}
                maxLength={12}
                onChange={(event) => set({ timeoutSeconds: event.target.value })}
              />
            )}
          </Field>
          <Field
            name="retries"
            label="Tried again, at most"
            hint="Times, from 0 to 5."
            error={errors.retries}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                value={draft.retries}
                maxLength={4}
                onChange={(event) => set({ retries: event.target.value })}
              />
            )}
          </Field>
        </div>
      </Section>
      <AmountFields capability={capability} draft={draft} set={set} errors={errors} />
      <LabelFields draft={draft} set={set} />
      <Section title="What approvers read">
        <Field
          name="consequence"
          label="Consequence"
          error={errors.consequence}
          hint={<Slots capability={capability} />}
        >
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              value={draft.consequence}
              maxLength={500}
              placeholder="Deletes the file {{args.path}} for good."
              className="min-h-14"
              onChange={(event) => set({ consequence: event.target.value })}
            />
          )}
        </Field>
        <ConsequencePreview template={draft.consequence} inputSchema={capability.inputSchema} />
      </Section>
    </>
  );
}

function Slots({ capability }: { capability: CapabilityDetail }) {
  const names = argumentsOf(capability.inputSchema).map(({ name }) => name);
  return (
    <>
      One sentence. An argument is written {"{{args.name}}"}
      {names.length > 0 && <>; this tool has {names.slice(0, 12).join(", ")}</>}.
    </>
  );
}
