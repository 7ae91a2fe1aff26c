"use client";

import { useState } from "react";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { RelativeTime } from "../ui/relative-time";

type SecretFieldProps = {
  name: string;
  label: string;
  /** Since when one is set; null: none is. */
  setAt: string | null;
  required: boolean;
  value: string;
  error?: string | undefined;
  disabled?: boolean;
  onChange: (text: string) => void;
};

/** A field that is written and never read: what is set is a fact with a date, what is typed replaces it. */
export function SecretField({
  name,
  label,
  setAt,
  required,
  value,
  error,
  disabled,
  onChange,
}: SecretFieldProps) {
  const [replacing, setReplacing] = useState(false);
  const open = setAt === null || replacing || value !== "" || error !== undefined;
  if (!open) {
    return (
      <div className="grid gap-1.5">
        <p className="text-sm font-medium">{label}</p>
        <p className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
          <span>
            Set <RelativeTime at={setAt} />
          </span>
          <Button
            size="sm"
            disabled={disabled}
            aria-label={`Replace: ${label}`}
            onClick={() => setReplacing(true)}
          >
            Replace
          </Button>
        </p>
      </div>
    );
  }
  return (
    <div className="grid gap-1.5">
      <Field
        name={name}
        label={setAt === null ? label : `New ${label.charAt(0).toLowerCase()}${label.slice(1)}`}
        error={error}
        hint={
          setAt === null
            ? "Kept encrypted. Nobody sees it again."
            : "Replaces the one that is set. Kept encrypted. Nobody sees it again."
        }
        required={required && setAt === null}
      >
        {(control) => (
          <Input
            {...control}
            type="password"
            // Not "new-password": that would offer to make one up, and to keep it.
            autoComplete="off"
            data-1p-ignore=""
            data-lpignore="true"
            autoFocus={replacing}
            spellCheck={false}
            maxLength={16_384}
            value={value}
            disabled={disabled}
            className="font-mono md:text-xs"
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      {setAt !== null && (
        <Button
          variant="link"
          size="sm"
          className="justify-self-start px-0"
          onClick={() => {
            onChange("");
            setReplacing(false);
          }}
        >
          Keep the one that is set
        </Button>
      )}
    </div>
  );
}
