"use client";

import { MODERATION_LEVELS } from "@/lib/policy/types";
import { Checkbox } from "../../ui/checkbox";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Select } from "../../ui/select";
import { PatternPicker } from "./pattern-picker";
import type { FormRule } from "./read-form";
import type { SetRuleField } from "./set-field";

const UNSAID = "unsaid";
const ROLES = ["reviewer", "admin"];

type ObligationFieldsProps = {
  rule: FormRule;
  set: SetRuleField;
  editable: boolean;
  chains: readonly string[];
};

/** What has to happen besides the decision. */
export function ObligationFields({ rule, set, editable, chains }: ObligationFieldsProps) {
  const { obligations, action } = rule;
  const locked = { disabled: !editable };
  // They mean nothing where a call is denied; what stands in the text all the same can be taken away here.
  const limits =
    action !== "DENY" ||
    obligations.confirm ||
    obligations.moderation !== "" ||
    obligations.rateCalls !== null ||
    obligations.rateSeconds !== null;
  const number = (path: string[], text: string) => {
    const value = Number.parseInt(text, 10);
    set(["obligations", ...path], Number.isNaN(value) ? undefined : value);
  };
  const approver = (value: string) => {
    if (value === "" || value === obligations.approvalBy) return;
    if (value === UNSAID) return set(["obligations", "approval"], undefined);
    const minutes = obligations.expiresInMinutes;
    const who = ROLES.includes(value) ? { role: value } : { chain: value };
    set(["obligations", "approval"], { ...who, ...(minutes !== null && { expiresInMinutes: minutes }) });
  };
  return (
    <fieldset className="grid gap-4 rounded-md border border-line p-3">
      <legend className="px-1 text-sm font-medium">Obligations</legend>
      {(action === "REQUIRE_APPROVAL" || obligations.approvalBy !== "") && (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field name="approvalBy" label="Who has to say yes">
            {(control) => (
              <Select
                {...control}
                {...locked}
                value={obligations.approvalBy || UNSAID}
                onValueChange={approver}
                options={[
                  { value: UNSAID, label: "A reviewer, as nothing is said" },
                  ...[...new Set([...ROLES, ...chains])].map((value) => ({ value, label: value })),
                ]}
              />
            )}
          </Field>
          <Field
            name="expires"
            label="Minutes it stands"
            hint="Where it isn't said: 15, or what the chain says."
          >
            {(control) => (
              <Input
                {...control}
                {...locked}
                inputMode="numeric"
                value={obligations.expiresInMinutes ?? ""}
                onChange={(event) => number(["approval", "expiresInMinutes"], event.target.value)}
              />
            )}
          </Field>
        </div>
      )}
      {limits && (
        <div className="grid items-start gap-4 sm:grid-cols-3">
          <Field name="rateCalls" label="At most calls">
            {(control) => (
              <Input
                {...control}
                {...locked}
                inputMode="numeric"
                value={obligations.rateCalls ?? ""}
                onChange={(event) => number(["rateLimit", "calls"], event.target.value)}
              />
            )}
          </Field>
          <Field name="rateSeconds" label="in seconds">
            {(control) => (
              <Input
                {...control}
                {...locked}
                inputMode="numeric"
                value={obligations.rateSeconds ?? ""}
                onChange={(event) => number(["rateLimit", "perSeconds"], event.target.value)}
              />
            )}
          </Field>
          <Field name="moderation" label="Moderation">
            {(control) => (
              <Select
                {...control}
                {...locked}
                value={obligations.moderation || UNSAID}
                onValueChange={(value) =>
                  value && set(["obligations", "moderation"], value === UNSAID ? undefined : value)
                }
                options={[
                  { value: UNSAID, label: "Not said" },
                  ...MODERATION_LEVELS.map((value) => ({ value, label: value })),
                ]}
              />
            )}
          </Field>
        </div>
      )}
      <PatternPicker
        label="Keep out of records"
        values={obligations.redact}
        suggestions={[]}
        onChange={(values) => set(["obligations", "redact"], values)}
        editable={editable}
        placeholder="/arguments/card/number"
      />
      {limits && (
        <label className="flex items-center gap-2 text-sm">
          <Checkbox
            {...locked}
            checked={obligations.confirm}
            onCheckedChange={(checked) =>
              set(["obligations", "confirmHighRiskAction"], checked === true ? true : undefined)
            }
          />
          The caller has to confirm the call
        </label>
      )}
    </fieldset>
  );
}
