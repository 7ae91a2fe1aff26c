"use client";

import { TextField } from "./inputs";
import { limitsFor, type LimitName } from "./model";
import type { PartProps } from "./part-props";

/** What each limit is called, what it bounds, and what holds where nothing is set. */
const LIMITS: Record<LimitName, { label: string; hint: string; usual: string }> = {
  concurrency: { label: "Calls at once", hint: "Per gateway process.", usual: "16" },
  queue: { label: "Calls waiting", hint: "More are refused at once.", usual: "64" },
  breakerFailures: {
    label: "Failures until the breaker opens",
    hint: "In a row. While it is open, calls are refused instead of waiting.",
    usual: "5",
  },
  breakerSeconds: { label: "Seconds that it stays open", hint: "Then one call finds out.", usual: "30" },
  maxAnswerKb: { label: "Largest answer (KB)", hint: "A larger one fails the call.", usual: "4096" },
  memoryMb: {
    label: "Memory (MB)",
    hint: "Of the program and all it starts. Above it, it is ended.",
    usual: "512",
  },
};

/** Limits of one upstream. Empty fields mean our defaults, which stand in them in grey. */
export function LimitFields({ form, set, faults, disabled }: PartProps) {
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      {limitsFor(form.kind).map((name) => (
        <TextField
          key={name}
          name={`limits.${name}`}
          label={LIMITS[name].label}
          value={form.limits[name]}
          error={faults[`limits.${name}`]}
          hint={LIMITS[name].hint}
          placeholder={LIMITS[name].usual}
          numeric
          disabled={disabled === true}
          onChange={(text) => set({ limits: { ...form.limits, [name]: text } })}
        />
      ))}
    </div>
  );
}
