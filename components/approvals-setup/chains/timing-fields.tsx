"use client";

import type { ReactNode } from "react";
import type { ChainParts } from "@/lib/approvals/chains/types";
import { CheckField } from "../../ui/check-field";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import type { ChainDraft } from "./draft";
import { MembersFields } from "./members-fields";

type TimingFieldsProps = {
  draft: ChainDraft;
  parts: ChainParts;
  faults: Readonly<Record<string, string>>;
  set: (change: Partial<ChainDraft>) => void;
};

/** What ends it, when others come in, and who fills a gap. */
export function TimingFields({ draft, parts, faults, set }: TimingFieldsProps) {
  return (
    <div className="grid gap-5">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <NumberField
          name="denyThreshold"
          label="People whose no ends it"
          hint="One, unless you want several to agree on a no as well."
          value={draft.denyThreshold}
          fault={faults.denyThreshold}
          onChange={(denyThreshold) => set({ denyThreshold })}
        />
        <NumberField
          name="denyAfterMinutes"
          label="Minutes until no answer means no"
          hint="Where the policy's rule says another time, that one counts."
          value={draft.denyAfter}
          fault={faults.denyAfterMinutes}
          onChange={(denyAfter) => set({ denyAfter })}
        />
      </div>
      <Part
        label="Escalate"
        hint="After a while, others may decide too. They count for every group of the step that is open."
        on={draft.escalates}
        onSwitch={(escalates) => set({ escalates })}
      >
        <NumberField
          name="escalateAfterMinutes"
          label="After minutes"
          value={draft.escalateAfter}
          fault={faults.escalateAfterMinutes}
          onChange={(escalateAfter) => set({ escalateAfter })}
        />
        <MembersFields
          path="escalation"
          label="To whom"
          members={draft.escalation}
          parts={parts}
          faults={faults}
          onChange={(escalation) => set({ escalation })}
        />
      </Part>
      <Part
        label="Fall back"
        hint="Where a group has too few people left (away, or on the agent's side), others may fill in for it."
        on={draft.fallsBack}
        onSwitch={(fallsBack) => set({ fallsBack })}
      >
        <MembersFields
          path="fallback"
          label="On whom"
          members={draft.fallback}
          parts={parts}
          faults={faults}
          onChange={(fallback) => set({ fallback })}
        />
      </Part>
    </div>
  );
}

type PartProps = {
  label: string;
  hint: string;
  on: boolean;
  onSwitch: (on: boolean) => void;
  children: ReactNode;
};

function Part({ label, hint, on, onSwitch, children }: PartProps) {
  return (
    <div className="grid gap-3">
      <CheckField label={label} hint={hint} checked={on} onChange={onSwitch} />
      {on && <div className="grid items-start gap-4 pl-6.5 sm:grid-cols-2">{children}</div>}
    </div>
  );
}

type NumberFieldProps = {
  name: string;
  label: string;
  hint?: string;
  value: string;
  fault: string | undefined;
  onChange: (value: string) => void;
};

function NumberField({ name, label, hint, value, fault, onChange }: NumberFieldProps) {
  return (
    <Field name={name} label={label} error={fault} hint={hint}>
      {(control) => (
        <Input
          {...control}
          type="number"
          inputMode="numeric"
          min={1}
          value={value}
          className="w-28 tabular-nums"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
