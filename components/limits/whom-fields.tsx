"use client";

import { LIMIT_SCOPES, type LimitScope } from "@/lib/limits/schemas";
import type { LimitTargets } from "@/lib/limits/types";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import type { LimitDraft } from "./model";

type WhomFieldsProps = {
  draft: LimitDraft;
  set: (change: Partial<LimitDraft>) => void;
  targets: LimitTargets;
  errors: Readonly<Record<string, string>>;
};

/** Everybody together, each of a kind, or one of it. */
const WHOM = LIMIT_SCOPES.flatMap((scope) =>
  scope === "tenant"
    ? [{ value: "tenant", label: "All calls together" }]
    : [
        { value: scope, label: `Each ${scope} by itself` },
        { value: `${scope}:one`, label: `One ${scope}` },
      ],
);

/** Whose calls are counted together. */
export function WhomFields({ draft, set, targets, errors }: WhomFieldsProps) {
  const { scope, one, target } = draft;
  const choices = scope === "tenant" ? [] : targets[scope];
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field name="scope" label="Counts" error={errors.scope}>
        {(control) => (
          <Select
            {...control}
            value={one ? `${scope}:one` : scope}
            options={WHOM}
            onValueChange={(value) => {
              const [next = "tenant", single] = value.split(":");
              set({ scope: next as LimitScope, one: single === "one", target: "" });
            }}
          />
        )}
      </Field>
      {one && (
        <Field
          name="target"
          label={`Which ${scope}`}
          error={errors.target}
          hint={choices.length === 0 ? `There is no ${scope} yet.` : undefined}
        >
          {(control) => (
            <Select
              {...control}
              value={target}
              placeholder="Choose"
              disabled={choices.length === 0}
              options={choices}
              onValueChange={(value) => set({ target: value })}
            />
          )}
        </Field>
      )}
    </div>
  );
}
