"use client";

import { KINDS } from "@/lib/notifications/schemas";
import type { EndpointSecret } from "@/lib/notifications/types";
import { SecretField } from "../credentials/secret-field";
import { CheckField } from "../ui/check-field";
import { ChoiceCards } from "../upstreams/form/choice-cards";
import { FormSection } from "../upstreams/form/form-section";
import { AreaField, TextField } from "../upstreams/form/inputs";
import { EventFields } from "./event-fields";
import { KIND_WORDS } from "./kinds";
import type { EndpointForm } from "./model";

type Props = {
  form: EndpointForm;
  set: (change: Partial<EndpointForm>) => void;
  faults: Readonly<Record<string, string>>;
  disabled?: boolean;
  /** What the server has; absent while it is being created. */
  stored?: readonly EndpointSecret[];
  /** Raised after a save: what was typed as a secret is gone from the page. */
  generation: number;
};

/** The fields of an endpoint: its kind once, where it leads, what it is told of. */
export function EndpointFormFields({ form, set, faults, disabled = false, stored, generation }: Props) {
  return (
    <>
      {stored === undefined && (
        <FormSection title="Kind" hint="It cannot be changed later.">
          <ChoiceCards
            legend="Kind"
            className="sm:grid-cols-3"
            choices={KINDS.map((value) => ({ value, ...KIND_WORDS[value] }))}
            value={form.kind}
            onChange={(kind) => set({ kind })}
          />
        </FormSection>
      )}
      <FormSection title="Name">
        <TextField
          name="name"
          label="Name"
          value={form.name}
          error={faults.name}
          hint="What people call it, for example “On-call channel”."
          maxLength={80}
          required
          disabled={disabled}
          onChange={(name) => set({ name })}
        />
      </FormSection>
      <FormSection title={KIND_WORDS[form.kind].label} hint={KIND_WORDS[form.kind].hint}>
        <Where {...{ form, set, faults, disabled, generation }} {...(stored && { stored })} />
      </FormSection>
      <FormSection title="Events" hint="What it is told of. Choose what somebody acts on.">
        <EventFields form={form} set={set} error={faults.events} disabled={disabled} />
      </FormSection>
    </>
  );
}

function Where({ form, set, faults, disabled = false, stored, generation }: Props) {
  switch (form.kind) {
    case "webhook":
      return (
        <TextField
          name="config.url"
          label="Address"
          value={form.url}
          error={faults["config.url"]}
          hint="Nothing secret in it: each request is signed with a secret of its own. Private addresses need a network rule."
          placeholder="https://example.com/agentgate"
          maxLength={2_048}
          code
          required
          disabled={disabled}
          onChange={(url) => set({ url })}
        />
      );
    case "email":
      return (
        <div className="grid gap-4">
          <ChoiceCards
            legend="To whom"
            disabled={disabled}
            choices={[
              {
                value: "deciders",
                label: "The people who can decide",
                hint: "Whoever may decide the request then, and is not away.",
              },
              { value: "addresses", label: "Fixed addresses", hint: "For example a list or a rota." },
            ]}
            value={form.to}
            onChange={(to) => set({ to })}
          />
          {form.to === "addresses" && (
            <AreaField
              name="config.addresses"
              label="Addresses"
              value={form.addresses}
              error={faults["config.addresses"]}
              hint="One a line, at most 20."
              required
              code
              disabled={disabled}
              onChange={(addresses) => set({ addresses })}
            />
          )}
        </div>
      );
    case "slack":
      return <SlackFields {...{ form, set, faults, disabled, generation }} {...(stored && { stored })} />;
  }
}

function SlackFields({ form, set, faults, disabled = false, stored, generation }: Props) {
  const setAt = (field: string) => stored?.find((one) => one.field === field)?.setAt ?? null;
  const secret = (field: "url" | "signingSecret", label: string) => (
    <SecretField
      key={`${field}-${generation}`}
      name={`secrets.${field}`}
      label={label}
      required
      setAt={setAt(field)}
      value={form.secrets[field]}
      error={faults[`secrets.${field}`]}
      disabled={disabled}
      onChange={(text) => set({ secrets: { ...form.secrets, [field]: text } })}
    />
  );
  return (
    <div className="grid gap-4">
      {secret("url", "Incoming webhook")}
      <CheckField
        label="Buttons in the message"
        hint="People who link their Slack account deny there, and approve what is LOW or MEDIUM. HIGH and CRITICAL are approved on the card only. Whoever knows the app's signing secret can speak for the people linked."
        checked={form.interactive}
        disabled={disabled}
        onChange={(interactive) => set({ interactive })}
      />
      {form.interactive && secret("signingSecret", "Signing secret of the app")}
    </div>
  );
}
