"use client";

import { useId } from "react";
import { Field } from "../../ui/field";
import { Input, Textarea } from "../../ui/input";
import { Select } from "../../ui/select";
import type { StudioCatalog } from "../editor/catalog";

export type ImaginedCall = {
  principal: string;
  capability: string;
  args: string;
  context: string;
  environment: string;
};

type CallFormProps = {
  call: ImaginedCall;
  onChange: (call: ImaginedCall) => void;
  catalog: StudioCatalog;
  fieldErrors: Readonly<Record<string, string>>;
};

/** A call as somebody imagines it. */
export function CallForm({ call, onChange, catalog, fieldErrors }: CallFormProps) {
  const id = useId();
  const set = (change: Partial<ImaginedCall>) => onChange({ ...call, ...change });
  const capability = catalog.capabilities.find(({ name }) => name === call.capability);
  return (
    <div className="grid gap-4">
      <Field name="principal" label="Who calls" error={fieldErrors.principal}>
        {(control) => (
          <Input
            {...control}
            list={`${id}-principals`}
            value={call.principal}
            placeholder="agent:…"
            onChange={(event) => set({ principal: event.target.value })}
            className="font-mono md:text-xs"
          />
        )}
      </Field>
      <datalist id={`${id}-principals`}>
        {catalog.principals.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Field name="capability" label="What is called" error={fieldErrors.capability}>
        {(control) => (
          <Input
            {...control}
            list={`${id}-capabilities`}
            value={call.capability}
            onChange={(event) => set({ capability: event.target.value })}
            className="font-mono md:text-xs"
          />
        )}
      </Field>
      <datalist id={`${id}-capabilities`}>
        {catalog.capabilities.map(({ name, riskLevel }) => (
          <option key={name} value={name}>
            {riskLevel ?? "unrated"}
          </option>
        ))}
      </datalist>
      <Field
        name="args"
        label="Arguments"
        error={fieldErrors.args}
        hint={
          capability && capability.args.length > 0 ? (
            <>
              Takes{" "}
              {capability.args.map(({ name, type, required }, n) => (
                <span key={name}>
                  {n > 0 && ", "}
                  <code className="font-mono">{name}</code> ({required ? type : `${type}, optional`})
                </span>
              ))}
            </>
          ) : (
            "A JSON object"
          )
        }
      >
        {(control) => (
          <Textarea
            {...control}
            rows={5}
            spellCheck={false}
            value={call.args}
            placeholder="{}"
            onChange={(event) => set({ args: event.target.value })}
            className="font-mono md:text-xs"
          />
        )}
      </Field>
      <Field
        name="context"
        label="Context"
        error={fieldErrors.context}
        hint="What the caller says about the call: a JSON object"
      >
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            spellCheck={false}
            value={call.context}
            placeholder="{}"
            onChange={(event) => set({ context: event.target.value })}
            className="min-h-14 font-mono md:text-xs"
          />
        )}
      </Field>
      <Field name="environment" label="Environment">
        {(control) => (
          <Select
            {...control}
            value={call.environment}
            onValueChange={(environment) => environment && set({ environment })}
            options={catalog.environments.map((value) => ({ value, label: value }))}
          />
        )}
      </Field>
    </div>
  );
}
