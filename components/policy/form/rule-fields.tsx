"use client";

import { ACTIONS } from "@/lib/policy/types";
import { Checkbox } from "../../ui/checkbox";
import { Field } from "../../ui/field";
import { Select } from "../../ui/select";
import { patternsOf, type StudioCatalog } from "../editor/catalog";
import { ObligationFields } from "./obligation-fields";
import { PatternPicker } from "./pattern-picker";
import type { FormRule } from "./read-form";
import { TextArea, TextInput } from "./text-fields";
import type { SetRuleField } from "./set-field";

const ACTION_LABELS: Record<string, string> = {
  ALLOW: "Allow",
  DENY: "Deny",
  REQUIRE_APPROVAL: "Needs approval",
};

type RuleFieldsProps = {
  rule: FormRule;
  set: SetRuleField;
  editable: boolean;
  catalog: StudioCatalog;
};

/** The fields of one rule. What is typed goes into the text at once. */
export function RuleFields({ rule, set, editable, catalog }: RuleFieldsProps) {
  const capabilities = catalog.capabilities.map(({ name }) => name);
  const locked = { disabled: !editable };
  return (
    <div className="grid gap-4">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field name="id" label="Id" hint="Names the rule in records and reviews.">
          {(control) => (
            <TextInput
              {...control}
              {...locked}
              value={rule.id}
              onText={(id) => set(["id"], id)}
              className="font-mono md:text-xs"
            />
          )}
        </Field>
        <Field name="action" label="Decision">
          {(control) => (
            <Select
              {...control}
              {...locked}
              value={rule.action}
              placeholder="Choose"
              onValueChange={(action) => action && set(["action"], action)}
              options={ACTIONS.map((value) => ({ value, label: ACTION_LABELS[value] ?? value }))}
            />
          )}
        </Field>
      </div>
      <Field name="description" label="What it is for">
        {(control) => (
          <TextInput
            {...control}
            {...locked}
            value={rule.description}
            onText={(text) => set(["description"], text)}
          />
        )}
      </Field>
      <PatternPicker
        label="Principals"
        values={rule.principals}
        suggestions={[...catalog.principals, ...patternsOf(catalog.principals, ":"), "*"].map((value) => ({
          value,
        }))}
        onChange={(values) => set(["principals"], values)}
        editable={editable}
        placeholder="agent:…"
      />
      <PatternPicker
        label="Capabilities"
        values={rule.capabilities}
        suggestions={[
          ...catalog.capabilities.map(({ name, riskLevel }) => ({
            value: name,
            hint: riskLevel ?? "unrated",
          })),
          ...patternsOf(capabilities, ".").map((value) => ({ value, hint: "all below it" })),
        ]}
        onChange={(values) => set(["capabilities"], values)}
        editable={editable}
        placeholder="A capability, or name.*"
      />
      <PatternPicker
        label="Only in environments"
        values={rule.environments}
        suggestions={catalog.environments.map((value) => ({ value }))}
        onChange={(values) => set(["environments"], values)}
        editable={editable}
        placeholder="In all where none is named"
      />
      <Field name="when" label="Only when" hint="A condition in CEL; always where it is empty.">
        {(control) => (
          <TextArea
            {...control}
            {...locked}
            value={rule.when}
            rows={Math.min(8, rule.when.split("\n").length + 1)}
            spellCheck={false}
            onText={(text) => set(["when"], text)}
            className="min-h-14 font-mono md:text-xs"
          />
        )}
      </Field>
      <Field name="reason" label="Reason" hint="What the agent and the reviewer are told.">
        {(control) => (
          <TextArea
            {...control}
            {...locked}
            value={rule.reason}
            rows={2}
            onText={(text) => set(["reason"], text)}
            className="min-h-14"
          />
        )}
      </Field>
      {(rule.action === "ALLOW" || rule.acceptRisk) && (
        <label className="flex items-start gap-2 text-sm">
          <Checkbox
            {...locked}
            className="mt-0.5"
            checked={rule.acceptRisk}
            onCheckedChange={(checked) => set(["acceptRisk"], checked === true ? "HIGH" : undefined)}
          />
          <span>
            Accept high risk
            <span className="block text-xs text-ink-3">
              Without it a capability rated HIGH, or not rated, waits for a person.
            </span>
          </span>
        </label>
      )}
      <ObligationFields rule={rule} set={set} editable={editable} chains={catalog.chains} />
    </div>
  );
}
