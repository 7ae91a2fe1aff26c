"use client";

import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextField } from "../upstreams/form/inputs";
import type { CredentialForm } from "./model";

export type CredentialPartProps = {
  form: CredentialForm;
  set: (change: Partial<CredentialForm>) => void;
  faults: Readonly<Record<string, string>>;
  disabled?: boolean;
};

/** What a provider has to know. Nothing in here is secret. */
export function ConfigFields({ form, set, faults, disabled }: CredentialPartProps) {
  const text = (
    field:
      | "tokenUrl"
      | "clientId"
      | "resource"
      | "audience"
      | "revocationUrl"
      | "url"
      | "roleArn"
      | "region"
      | "externalId"
      | "endpoint",
    label: string,
    more: { hint?: string; placeholder?: string; required?: boolean } = {},
  ) => (
    <TextField
      name={`config.${field}`}
      label={label}
      value={form[field]}
      error={faults[`config.${field}`]}
      maxLength={2_048}
      code
      disabled={disabled === true}
      onChange={(value) => set({ [field]: value })}
      {...more}
    />
  );
  switch (form.provider) {
    case "static":
      return (
        <p className="text-sm text-ink-2">
          One secret that stays the same until it is changed at its issuer. Prefer one of the others where the
          upstream offers it: what they issue ends by itself.
        </p>
      );
    case "oauth_client_credentials":
      return (
        <div className="grid gap-4">
          {text("tokenUrl", "Token endpoint", {
            placeholder: "https://id.example.com/oauth2/token",
            required: true,
          })}
          <div className="grid items-start gap-4 sm:grid-cols-2">
            {text("clientId", "Client id", { required: true })}
            <Field
              name="config.authentication"
              label="How we say who we are"
              error={faults["config.authentication"]}
            >
              {(control) => (
                <Select
                  {...control}
                  value={form.authentication}
                  disabled={disabled === true}
                  options={[
                    { value: "basic", label: "In a header (Basic)" },
                    { value: "post", label: "In the request's body" },
                  ]}
                  onValueChange={(value) => set({ authentication: value === "post" ? "post" : "basic" })}
                />
              )}
            </Field>
          </div>
          {text("resource", "Resource (optional)", {
            hint: "Which server the token is for (RFC 8707). A token for one server is no use at another.",
            placeholder: "https://api.example.com",
          })}
          {text("audience", "Audience (optional)", { hint: "For issuers that want one instead." })}
          {text("revocationUrl", "Revocation endpoint (optional)", {
            hint: "RFC 7009. Without it a token stays valid until it expires, and the record says so.",
            placeholder: "https://id.example.com/oauth2/revoke",
          })}
        </div>
      );
    case "http_broker":
      return text("url", "Address of the broker", {
        hint: "We send POST to /issue and /revoke under it.",
        placeholder: "https://broker.example.com/v1",
        required: true,
      });
    case "aws_sts":
      return (
        <div className="grid gap-4">
          {text("roleArn", "Role", { placeholder: "arn:aws:iam::123456789012:role/agents", required: true })}
          <div className="grid items-start gap-4 sm:grid-cols-2">
            {text("region", "Region", { placeholder: "eu-central-1", required: true })}
            {text("externalId", "External id (optional)")}
          </div>
          {text("endpoint", "STS endpoint (optional)", { hint: "Only where it is not AWS's own." })}
        </div>
      );
  }
}
