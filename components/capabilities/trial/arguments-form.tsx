"use client";

import { Field } from "../../ui/field";
import { Input, Textarea } from "../../ui/input";
import { Select } from "../../ui/select";
import type { FieldErrors } from "../review/draft";
import type { TrialField } from "./fields";

type ArgumentsFormProps = {
  fields: readonly TrialField[];
  typed: Readonly<Record<string, string>>;
  onChange: (name: string, text: string) => void;
  /** By the argument's name. */
  errors: FieldErrors;
};

/** One control per argument, by its type. */
export function ArgumentsForm({ fields, typed, onChange, errors }: ArgumentsFormProps) {
  return fields.map((field) => (
    <Field
      key={field.name}
      name={`arguments.${field.name}`}
      label={field.required ? field.name : `${field.name} (optional)`}
      hint={field.description.slice(0, 300)}
      error={errors[field.name]}
    >
      {(control) => (
        <Control
          control={control}
          field={field}
          value={typed[field.name] ?? ""}
          onChange={(text) => onChange(field.name, text)}
        />
      )}
    </Field>
  ));
}

type ControlProps = {
  control: Parameters<Parameters<typeof Field>[0]["children"]>[0];
  field: TrialField;
  value: string;
  onChange: (text: string) => void;
};

/** Stands for "not given" where a choice is optional: the list knows no empty value. */
const NOT_GIVEN = "not-given";

function Control({ control, field, value, onChange }: ControlProps) {
  const { kind, required } = field;
  if (kind === "boolean" || kind === "choice") {
    const values = kind === "boolean" ? ["true", "false"] : field.options;
    const options = values.map((option) => ({
      value: option,
      label: kind === "boolean" ? option : shown(option),
    }));
    return (
      <Select
        {...control}
        value={value === "" ? NOT_GIVEN : value}
        onValueChange={(next) => next && onChange(next === NOT_GIVEN ? "" : next)}
        options={required && value !== "" ? options : [{ value: NOT_GIVEN, label: "Not given" }, ...options]}
      />
    );
  }
  if (kind === "text")
    return (
      <Textarea
        {...control}
        rows={1}
        value={value}
        spellCheck={false}
        className="min-h-9 font-mono md:min-h-8 md:text-xs"
        onChange={(event) => onChange(event.target.value)}
      />
    );
  return (
    <Input
      {...control}
      inputMode={kind === "integer" ? "numeric" : "decimal"}
      value={value}
      className="font-mono sm:max-w-60 md:text-xs"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** A choice as people read it: text without its quotes. */
function shown(option: string): string {
  const value: unknown = JSON.parse(option); // safe because options are JSON texts
  return typeof value === "string" ? value : option;
}
