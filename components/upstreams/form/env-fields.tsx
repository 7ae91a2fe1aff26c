"use client";

import { Plus, Trash2 } from "lucide-react";
import type { Provider } from "@/lib/credentials/schemas";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Select } from "../../ui/select";
import { TextField } from "./inputs";
import { partsFor, type EnvPart } from "./model";
import type { PartProps } from "./part-props";

const PARTS: Record<EnvPart, string> = {
  value: "The secret",
  accessKeyId: "Access key id",
  secretAccessKey: "Secret access key",
  sessionToken: "Session token",
  region: "Region",
};

/** Which variables of a program are set, and to which part of what was issued. */
export function EnvFields({
  form,
  set,
  faults,
  disabled,
  provider,
  names,
}: PartProps & { provider: Provider; names: readonly string[] }) {
  const change = (index: number, change: Partial<UpstreamEnv>) =>
    set({ env: form.env.map((row, at) => (at === index ? { ...row, ...change } : row)) });
  const bad = Object.entries(faults).find(([field]) => field.startsWith("credential.use.deliver.names"))?.[1];
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-sm font-medium">Variables</legend>
      {form.env.map((row, index) => (
        <div key={index} className="flex flex-wrap items-end gap-2">
          <TextField
            name={`env.${index}`}
            label={`Name ${index + 1}`}
            value={row.name}
            placeholder={names[index] ?? "API_TOKEN"}
            code
            disabled={disabled === true}
            onChange={(name) => change(index, { name })}
            className="min-w-0 flex-1 basis-40"
          />
          <Field name={`part.${index}`} label={`Set to ${index + 1}`} className="min-w-0 flex-1 basis-40">
            {(control) => (
              <Select
                {...control}
                value={row.part}
                disabled={disabled === true}
                options={partsFor(provider).map((part) => ({ value: part, label: PARTS[part] }))}
                onValueChange={(part) =>
                  change(index, { part: partsFor(provider).find((one) => one === part) ?? row.part })
                }
              />
            )}
          </Field>
          <Button
            size="icon"
            variant="ghost"
            aria-label={`Remove variable ${index + 1}`}
            disabled={disabled === true || form.env.length === 1}
            onClick={() => set({ env: form.env.filter((_, at) => at !== index) })}
          >
            <Trash2 aria-hidden />
          </Button>
        </div>
      ))}
      {bad && <p className="text-xs text-deny">{bad}</p>}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          size="sm"
          disabled={disabled === true || form.env.length >= 8}
          onClick={() => set({ env: [...form.env, { name: "", part: partsFor(provider)[0] ?? "value" }] })}
        >
          <Plus aria-hidden />
          Add a variable
        </Button>
        {names.length > 0 && <p className="text-xs text-ink-3">This program accepts {names.join(", ")}.</p>}
      </div>
    </fieldset>
  );
}

type UpstreamEnv = PartProps["form"]["env"][number];
