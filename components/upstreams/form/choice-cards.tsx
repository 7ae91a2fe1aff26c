"use client";

import type { LucideIcon } from "lucide-react";
import { useId } from "react";
import { cn } from "../../ui/cn";

type Choice<T extends string> = { value: T; label: string; hint: string; icon?: LucideIcon };

/** One of a few, each with a sentence: native radio buttons, so that arrows, forms and readers just work. */
export function ChoiceCards<T extends string>({
  legend,
  choices,
  value,
  disabled,
  onChange,
  className,
}: {
  legend: string;
  choices: readonly Choice<T>[];
  value: T;
  disabled?: boolean;
  onChange: (value: T) => void;
  className?: string;
}) {
  const name = useId();
  return (
    <fieldset disabled={disabled} className={cn("grid gap-2 sm:grid-cols-2", className)}>
      <legend className="sr-only">{legend}</legend>
      {choices.map(({ value: one, label, hint, icon: Icon }) => (
        <label
          key={one}
          className="relative flex cursor-pointer gap-3 rounded-md border border-line-strong bg-raised p-3 shadow-xs hover:bg-sunken has-checked:border-primary has-checked:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus has-disabled:cursor-not-allowed has-disabled:opacity-60"
        >
          <input
            type="radio"
            name={name}
            value={one}
            checked={one === value}
            onChange={() => onChange(one)}
            className="peer sr-only"
          />
          {Icon && <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3 peer-checked:text-ink" />}
          <span className="grid min-w-0 flex-1 content-start gap-0.5">
            <span className="text-sm font-medium">{label}</span>
            <span className="text-xs text-ink-3">{hint}</span>
          </span>
          <span
            aria-hidden
            className="mt-0.5 size-4 shrink-0 rounded-full border border-line-control peer-checked:border-5 peer-checked:border-primary"
          />
        </label>
      ))}
    </fieldset>
  );
}
