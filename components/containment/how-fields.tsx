"use client";

import { useId, type Ref } from "react";
import { IN_FLIGHT, MAX_REASON, type InFlight } from "@/lib/switches/schemas";
import { IN_FLIGHT_WORDS } from "@/lib/switches/words";
import { CheckField } from "../ui/check-field";
import { Field } from "../ui/field";
import { Textarea } from "../ui/input";
import { Select } from "../ui/select";

const UNTIL = { lifted: null, m15: 15, h1: 60, h8: 8 * 60, h24: 24 * 60 } as const;
export type Until = keyof typeof UNTIL;
const UNTIL_WORDS: Record<Until, string> = {
  lifted: "Until somebody lifts it",
  m15: "For 15 minutes",
  h1: "For 1 hour",
  h8: "For 8 hours",
  h24: "For 24 hours",
};

/** The moment it ends by itself, or null. */
export function endOf(until: Until): string | null {
  const minutes = UNTIL[until];
  return minutes === null ? null : new Date(Date.now() + minutes * 60_000).toISOString();
}

type How = { reason: string; until: Until; inFlight: InFlight; freeze: boolean };
type HowFieldsProps = {
  ref: Ref<HTMLTextAreaElement>;
  value: How;
  onChange: (change: Partial<How>) => void;
};

/** Why, for how long, and what becomes of what has begun or waits. */
export function HowFields({ ref, value, onChange }: HowFieldsProps) {
  const id = useId();
  return (
    <>
      <Field name="reason" label="Reason" required hint="Agents read it, and it is kept on record.">
        {(control) => (
          <Textarea
            {...control}
            ref={ref}
            rows={2}
            value={value.reason}
            maxLength={MAX_REASON}
            autoComplete="off"
            className="min-h-14"
            onChange={(event) => onChange({ reason: event.target.value })}
          />
        )}
      </Field>
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 text-sm font-medium">Calls that have begun</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {IN_FLIGHT.map((choice) => (
            <label
              key={choice}
              className="flex cursor-pointer items-start gap-2.5 rounded-md border border-line px-3 py-2 has-checked:border-primary has-checked:bg-sunken"
            >
              <input
                type="radio"
                name={`${id}-in-flight`}
                value={choice}
                checked={value.inFlight === choice}
                onChange={() => onChange({ inFlight: choice })}
                className="mt-0.5 size-4 shrink-0 accent-(--primary)"
              />
              <span className="grid gap-0.5 text-sm">
                <span className="font-medium">{IN_FLIGHT_WORDS[choice].label}</span>
                <span className="text-xs text-ink-3">{IN_FLIGHT_WORDS[choice].hint}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <CheckField
        label="Freeze what waits for people"
        hint="Held calls can't be approved, and their clocks stand still until this is lifted."
        checked={value.freeze}
        onChange={(freeze) => onChange({ freeze })}
      />
      <Field name="until" label="Ends">
        {(control) => (
          <Select
            {...control}
            value={value.until}
            options={Object.entries(UNTIL_WORDS).map(([key, label]) => ({ value: key, label }))}
            onValueChange={(until) => onChange({ until: until as Until })}
          />
        )}
      </Field>
    </>
  );
}
