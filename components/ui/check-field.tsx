"use client";

import { CircleAlert } from "lucide-react";
import { useId, type ReactNode } from "react";
import { Checkbox } from "./checkbox";
import { Label } from "./field";

type CheckFieldProps = {
  label: string;
  hint: ReactNode;
  checked: boolean;
  onChange: (on: boolean) => void;
  error?: string | undefined;
  disabled?: boolean | undefined;
};

/** One yes or no of a form, with what it means beneath. */
export function CheckField({ label, hint, checked, onChange, error, disabled }: CheckFieldProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <Checkbox
        id={id}
        checked={checked}
        disabled={disabled}
        aria-describedby={`${id}-hint`}
        aria-invalid={error ? true : undefined}
        onCheckedChange={(next) => onChange(next === true)}
        className="mt-0.5"
      />
      <div className="grid min-w-0 gap-0.5">
        <Label htmlFor={id}>{label}</Label>
        <p id={`${id}-hint`} className="text-xs text-ink-3">
          {hint}
          {error && (
            <span className="mt-0.5 flex items-start gap-1.5 text-deny">
              <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
              {error}
            </span>
          )}
        </p>
      </div>
    </div>
  );
}
