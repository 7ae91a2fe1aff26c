"use client";

import { CircleAlert } from "lucide-react";
import { useMemo, useState } from "react";
import type { PolicyFinding, RuleCoverage } from "@/lib/policy/check-types";
import { ACTIONS } from "@/lib/policy/types";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { SafeText } from "../../ui/safe-text";
import { Select } from "../../ui/select";
import { toast } from "../../ui/toast";
import type { StudioCatalog } from "../editor/catalog";
import { readForm, type FormPolicy } from "./read-form";
import { RuleFields } from "./rule-fields";
import { addRule, moveRule, removeRule } from "./rule-list-edits";
import { RuleOrder } from "./rule-order";
import { setField, type FieldPath } from "./set-field";
import { TextInput } from "./text-fields";
import type { Value } from "./write-yaml";

type FormViewProps = {
  text: string;
  onChange: (text: string) => void;
  editable: boolean;
  catalog: StudioCatalog;
  findings: readonly PolicyFinding[];
  coverage: readonly RuleCoverage[];
  /** A line to show the rule of. */
  aim: number | undefined;
  onFormat: () => void;
};

/** The document as a form. It edits the text in place, so that comments and layout stay as they are. */
export function FormView({ text, aim, onFormat, editable, ...rest }: FormViewProps) {
  const reading = useMemo(() => readForm(text), [text]);
  if (!reading.ok) {
    return (
      <div role="alert" className="grid justify-items-start gap-2 p-4 text-sm">
        <p className="flex items-start gap-2">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-deny" />
          <span>
            The form can&apos;t show this text. <SafeText>{reading.problem}</SafeText>
          </span>
        </p>
        <p className="text-ink-3">The text is as you left it; mend it there, and the form is back.</p>
        {editable && /one line/.test(reading.problem) && (
          <Button size="sm" onClick={onFormat}>
            Format the text
          </Button>
        )}
      </div>
    );
  }
  // A new aim is a new choice of rule.
  return <Form key={aim} text={text} policy={reading.policy} aim={aim} editable={editable} {...rest} />;
}

type FormProps = Omit<FormViewProps, "onFormat"> & { policy: FormPolicy };

function Form({ text, onChange, editable, catalog, findings, coverage, aim, policy }: FormProps) {
  const { rules } = policy;
  const [wanted, setWanted] = useState(() =>
    Math.max(
      0,
      rules.findLastIndex(({ line }) => line <= (aim ?? 1)),
    ),
  );
  const chosen = Math.min(wanted, rules.length - 1);
  const rule = rules[chosen];
  const set = (path: FieldPath, value: Value | undefined) => onChange(setField(text, path, value));
  const add = () => {
    onChange(addRule(text, stub(rules.map(({ id }) => id)), chosen >= 0 ? chosen : undefined));
    setWanted(chosen + 1);
  };
  const remove = (index: number) => {
    onChange(removeRule(text, index));
    toast(`Rule ${rules[index]?.id ?? ""} is removed`, {
      action: { label: "Undo", onClick: () => onChange(text) },
    });
  };
  return (
    <div className="grid lg:grid-cols-[19rem_minmax(0,1fr)]">
      <div className="border-line max-lg:border-b lg:border-r">
        <div className="grid gap-3 border-b border-line p-3">
          <Field name="default" label="Where no rule matches">
            {(control) => (
              <Select
                {...control}
                disabled={!editable}
                value={policy.default || "DENY"}
                onValueChange={(value) => value && value !== policy.default && set(["default"], value)}
                options={ACTIONS.map((value) => ({ value, label: value }))}
              />
            )}
          </Field>
          <Field name="about" label="What the policy is for">
            {(control) => (
              <TextInput
                {...control}
                disabled={!editable}
                value={policy.description}
                onText={(description) => set(["description"], description)}
              />
            )}
          </Field>
        </div>
        <RuleOrder
          rules={rules}
          chosen={chosen}
          onChoose={setWanted}
          editable={editable}
          onMove={(from, to) => {
            onChange(moveRule(text, from, to));
            setWanted(to);
          }}
          onAdd={add}
          onRemove={remove}
          findings={findings}
          coverage={coverage}
        />
      </div>
      <div className="p-4">
        {rule ? (
          <RuleFields
            key={chosen}
            rule={rule}
            set={(path, value) => set(["rules", chosen, ...path], value)}
            editable={editable}
            catalog={catalog}
          />
        ) : (
          <p className="py-10 text-center text-sm text-ink-3">Add a rule to begin.</p>
        )}
      </div>
    </div>
  );
}

/** A new rule is the careful one: it denies, and names nobody yet. */
function stub(taken: readonly string[]): { [key: string]: Value } {
  let id = "new-rule";
  for (let n = 2; taken.includes(id); n++) id = `new-rule-${n}`;
  return { id, principals: ["agent:*"], capabilities: ["example.*"], action: "DENY", reason: "Say why." };
}
