"use client";

import type { TaintLabel } from "@/lib/platform/labels/types";
import { TAINT_LABELS } from "@/lib/platform/labels/types";
import type { ReactNode } from "react";
import { LABEL_WORDS } from "../containment/label-words";
import { CheckField } from "../ui/check-field";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

type SectionProps = { title: string; description: ReactNode; children: ReactNode };

/** One part of the form, with what it is about. */
export function Section({ title, description, children }: SectionProps) {
  return (
    <section className="grid gap-5 border-t border-line pt-6 first:border-t-0 first:pt-0">
      <div className="grid gap-1">
        <h2 className="text-base font-semibold">{title}</h2>
        <p className="max-w-2xl text-sm text-ink-3">{description}</p>
      </div>
      {children}
    </section>
  );
}

type NumberFieldProps = {
  name: string;
  label: string;
  hint: ReactNode;
  unit?: string;
  error: string | undefined;
  min: number;
  step?: number;
  value: string;
  disabled: boolean;
  onChange: (value: string) => void;
};

export function NumberField({
  name,
  label,
  hint,
  unit,
  error,
  onChange,
  step = 1,
  ...input
}: NumberFieldProps) {
  return (
    <Field name={name} label={label} error={error} hint={hint}>
      {(control) => (
        <span className="flex items-center gap-2">
          <Input
            {...control}
            {...input}
            type="number"
            step={step}
            inputMode="decimal"
            className="w-24 tabular-nums"
            onChange={(event) => onChange(event.target.value)}
          />
          {unit && <span className="text-sm text-ink-3">{unit}</span>}
        </span>
      )}
    </Field>
  );
}

type LabelChecksProps = {
  legend: string;
  hint: string;
  value: readonly TaintLabel[];
  disabled: boolean;
  onChange: (value: TaintLabel[]) => void;
};

/** Any of the labels that results carry. */
export function LabelChecks({ legend, hint, value, disabled, onChange }: LabelChecksProps) {
  return (
    <fieldset className="grid gap-3">
      <legend className="text-sm font-medium">{legend}</legend>
      <p className="-mt-1 text-xs text-ink-3">{hint}</p>
      {TAINT_LABELS.map((label) => (
        <CheckField
          key={label}
          label={LABEL_WORDS[label].title}
          hint={LABEL_WORDS[label].meaning}
          checked={value.includes(label)}
          disabled={disabled}
          onChange={(on) => onChange(TAINT_LABELS.filter((it) => (it === label ? on : value.includes(it))))}
        />
      ))}
    </fieldset>
  );
}
