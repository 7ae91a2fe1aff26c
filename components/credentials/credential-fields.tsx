"use client";

import { PROVIDERS, SECRET_FIELDS } from "@/lib/credentials/schemas";
import type { CredentialDetail } from "@/lib/credentials/types";
import { ChoiceCards } from "../upstreams/form/choice-cards";
import { FormSection } from "../upstreams/form/form-section";
import { TextField } from "../upstreams/form/inputs";
import { ConfigFields, type CredentialPartProps } from "./config-fields";
import { PROVIDER_WORDS } from "./providers";
import { SecretField } from "./secret-field";

type Props = CredentialPartProps & {
  /** What the server has; absent while it is being created. */
  stored?: CredentialDetail["secrets"];
  /** Raised after a save: what was typed as a secret is gone from the page. */
  generation: number;
};

/** The fields of a credential: its provider once, its settings, its secrets one way. */
export function CredentialFormFields({ form, set, faults, disabled, stored, generation }: Props) {
  return (
    <>
      {stored === undefined && (
        <FormSection title="Provider" hint="Where it comes from. It cannot be changed later.">
          <ChoiceCards
            legend="Provider"
            choices={PROVIDERS.map((value) => ({ value, ...PROVIDER_WORDS[value] }))}
            value={form.provider}
            onChange={(provider) => set({ provider })}
          />
        </FormSection>
      )}
      <FormSection title="Name">
        <TextField
          name="name"
          label="Name"
          value={form.name}
          error={faults.name}
          hint="What people call it. It is in audit records: nothing secret here."
          maxLength={100}
          required
          disabled={disabled === true}
          onChange={(name) => set({ name })}
        />
      </FormSection>
      <FormSection
        title={PROVIDER_WORDS[form.provider].label}
        {...(stored !== undefined && { hint: PROVIDER_WORDS[form.provider].hint })}
      >
        <ConfigFields form={form} set={set} faults={faults} disabled={disabled === true} />
      </FormSection>
      <FormSection
        title="Secrets"
        hint="They go one way: into the vault. No page, log, decision or audit record has them."
      >
        <div className="grid gap-4">
          {SECRET_FIELDS[form.provider].map(({ field, label, required }) => (
            <SecretField
              key={`${field}-${generation}`}
              name={`secrets.${field}`}
              label={required ? label : `${label} (optional)`}
              required={required}
              setAt={stored?.find((one) => one.field === field)?.setAt ?? null}
              value={form.secrets[field] ?? ""}
              error={faults[`secrets.${field}`]}
              disabled={disabled === true}
              onChange={(text) => set({ secrets: { ...form.secrets, [field]: text } })}
            />
          ))}
        </div>
      </FormSection>
    </>
  );
}
