"use client";

import type { ReactNode } from "react";
import { cn } from "../../ui/cn";
import { Field } from "../../ui/field";
import { Input, Textarea } from "../../ui/input";

type TextFieldProps = {
  name: string;
  label: string;
  value: string;
  onChange: (text: string) => void;
  error?: string | undefined;
  hint?: ReactNode;
  placeholder?: string;
  required?: boolean;
  disabled?: boolean;
  maxLength?: number;
  /** Addresses, names and keys: in mono, without the browser's help. */
  code?: boolean;
  numeric?: boolean;
  className?: string;
};

/** One line of text. */
export function TextField({ code, numeric, onChange, className, maxLength, ...field }: TextFieldProps) {
  const { value, placeholder, disabled } = field;
  return (
    <Field {...field} {...(className && { className })}>
      {(control) => (
        <Input
          {...control}
          value={value}
          placeholder={placeholder}
          disabled={disabled}
          maxLength={maxLength}
          autoComplete="off"
          {...(code && { spellCheck: false, autoCapitalize: "off", autoCorrect: "off" })}
          {...(numeric && { inputMode: "numeric" as const })}
          className={cn(code && "font-mono md:text-xs", numeric && "tabular-nums")}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Several lines. */
export function AreaField({
  code,
  onChange,
  className,
  rows = 3,
  ...field
}: TextFieldProps & { rows?: number }) {
  const { value, placeholder, disabled, maxLength } = field;
  return (
    <Field {...field} {...(className && { className })}>
      {(control) => (
        <Textarea
          {...control}
          rows={rows}
          value={value}
          placeholder={placeholder}
          disabled={disabled}
          maxLength={maxLength}
          autoComplete="off"
          {...(code && { spellCheck: false, autoCapitalize: "off", autoCorrect: "off" })}
          className={cn(code && "font-mono md:text-xs")}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
