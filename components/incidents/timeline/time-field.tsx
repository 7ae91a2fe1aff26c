"use client";

import { Field } from "../../ui/field";
import { Input } from "../../ui/input";

type TimeFieldProps = { value: string; onChange: (value: string) => void; error?: string | undefined };

/** A moment in UTC, to the second: the zone that the whole record is in. */
export function TimeField({ value, onChange, error }: TimeFieldProps) {
  return (
    <Field name="at" label="Time (UTC)" error={error} required>
      {(control) => (
        <Input
          {...control}
          type="datetime-local"
          step={1}
          value={value}
          max={toLocalValue(new Date().toISOString())}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** "2026-11-22T09:14:05", as the control wants it. */
export function toLocalValue(iso: string): string {
  return iso.slice(0, 19);
}

/** Back to ISO 8601; browsers leave out seconds that are zero. Null where it is no time. */
export function fromLocalValue(value: string): string | null {
  const at = new Date(`${value}Z`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
