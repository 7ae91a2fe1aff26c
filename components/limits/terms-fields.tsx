"use client";

import type { LimitKind } from "@/lib/limits/schemas";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextField } from "../upstreams/form/inputs";
import type { LimitDraft } from "./model";

type TermsFieldsProps = {
  draft: LimitDraft;
  set: (change: Partial<LimitDraft>) => void;
  errors: Readonly<Record<string, string>>;
};

const KINDS: readonly { value: LimitKind; label: string }[] = [
  { value: "rate", label: "A rate, refilled all the time" },
  { value: "quota_day", label: "A quota per day (UTC)" },
  { value: "quota_month", label: "A quota per month (UTC)" },
];
const PERIODS = [
  { value: "1", label: "a second" },
  { value: "60", label: "a minute" },
  { value: "3600", label: "an hour" },
  { value: "86400", label: "a day" },
];

/** How much may be called. */
export function TermsFields({ draft, set, errors }: TermsFieldsProps) {
  const { kind, perSeconds } = draft;
  const odd = !PERIODS.some(({ value }) => value === perSeconds);
  const periods = odd ? [...PERIODS, { value: perSeconds, label: `every ${perSeconds} seconds` }] : PERIODS;
  return (
    <>
      <Field name="kind" label="As" error={errors["terms.kind"]}>
        {(control) => (
          <Select
            {...control}
            value={kind}
            options={KINDS}
            onValueChange={(value) => set({ kind: value as LimitKind })}
          />
        )}
      </Field>
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <TextField
          name="calls"
          label="Calls"
          value={draft.calls}
          error={errors["terms.calls"]}
          numeric
          required
          maxLength={13}
          onChange={(calls) => set({ calls })}
        />
        {kind === "rate" && (
          <>
            <Field name="perSeconds" label="In" error={errors["terms.perSeconds"]}>
              {(control) => (
                <Select
                  {...control}
                  value={perSeconds}
                  options={periods}
                  onValueChange={(value) => set({ perSeconds: value })}
                />
              )}
            </Field>
            <TextField
              name="burst"
              label="At once, at most"
              value={draft.burst}
              error={errors["terms.burst"]}
              hint="What a full bucket holds."
              numeric
              required
              maxLength={13}
              onChange={(burst) => set({ burst })}
            />
          </>
        )}
      </div>
    </>
  );
}
