"use client";

import { Plus, X } from "lucide-react";
import { useId, useRef, useState } from "react";
import { Button } from "../../ui/button";
import { cn } from "../../ui/cn";
import { Input } from "../../ui/input";

export type Suggestion = { value: string; hint?: string };

type PatternPickerProps = {
  label: string;
  values: readonly string[];
  suggestions: readonly Suggestion[];
  onChange: (values: string[]) => void;
  editable: boolean;
  placeholder: string;
};

/** A list of names or patterns: each can be taken away, and one is added by typing or by picking. */
export function PatternPicker({
  label,
  values,
  suggestions,
  onChange,
  editable,
  placeholder,
}: PatternPickerProps) {
  const [typed, setTyped] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const add = () => {
    const value = typed.trim();
    if (value && !values.includes(value)) onChange([...values, value]);
    setTyped("");
  };
  const remove = (value: string) => {
    onChange(values.filter((each) => each !== value));
    input.current?.focus();
  };
  return (
    <div role="group" aria-labelledby={`${id}-label`} className="grid gap-1.5">
      <span id={`${id}-label`} className="text-sm font-medium">
        {label}
      </span>
      {values.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {values.map((value) => (
            <li
              key={value}
              className={cn(
                "inline-flex max-w-full items-center rounded-sm border border-line bg-sunken font-mono text-xs",
                editable ? "pl-2" : "px-2 py-0.5",
              )}
            >
              <span className="truncate">{value}</span>
              {editable && (
                <button
                  type="button"
                  aria-label={`Remove ${value}`}
                  onClick={() => remove(value)}
                  className="grid size-6 shrink-0 place-items-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
                >
                  <X aria-hidden className="size-3.5" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {values.length === 0 && !editable && <p className="text-sm text-ink-3">—</p>}
      {editable && (
        <div className="flex gap-1.5">
          <Input
            ref={input}
            aria-label={`Add to ${label.toLowerCase()}`}
            list={`${id}-list`}
            value={typed}
            placeholder={placeholder}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              add();
            }}
            className="font-mono md:text-xs"
          />
          <datalist id={`${id}-list`}>
            {suggestions
              .filter(({ value }) => !values.includes(value))
              .map(({ value, hint }) => (
                <option key={value} value={value}>
                  {hint}
                </option>
              ))}
          </datalist>
          <Button
            size="icon"
            aria-label={`Add to ${label.toLowerCase()}`}
            disabled={typed.trim() === ""}
            onClick={add}
          >
            <Plus aria-hidden />
          </Button>
        </div>
      )}
    </div>
  );
}
