"use client";

import { Plus, RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import type { Route } from "next";
import type { Provider } from "@/lib/credentials/schemas";
import type { StdioServer } from "@/lib/upstreams/types";
import { PROVIDER_WORDS } from "../../credentials/providers";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Link } from "../../ui/link";
import { Select } from "../../ui/select";
import { EnvFields } from "./env-fields";
import { TextField } from "./inputs";
import { deliveriesFor, partsFor, type Deliver } from "./model";
import type { PartProps } from "./part-props";

export type CredentialChoice = { id: string; name: string; provider: Provider; disabled: boolean };

const NONE = "none";

const DELIVERIES: Record<Deliver, string> = {
  bearer: "Authorization: Bearer …",
  header: "A header of its own",
  basic: "User name and password (Basic)",
  env: "Environment variables of the program",
  aws_sigv4: "Each request is signed (AWS Signature 4)",
};

type CredentialFieldsProps = PartProps & {
  credentials: readonly CredentialChoice[];
  servers: readonly StdioServer[];
};

/** Which credential opens it, how it is handed over, and for how long. */
export function CredentialFields({
  form,
  set,
  faults,
  disabled,
  credentials,
  servers,
}: CredentialFieldsProps) {
  const router = useRouter();
  const chosen = credentials.find(({ id }) => id === form.credentialId);
  const choose = (id: string) => {
    const next = credentials.find((one) => one.id === id);
    const ways = next ? deliveriesFor(next.provider, form.kind) : [];
    set({
      credentialId: id === NONE ? "" : id,
      ...(next && {
        deliver: ways.includes(form.deliver) ? form.deliver : (ways[0] ?? "bearer"),
        env: partsFor(next.provider).map((part, index) => ({ name: form.env[index]?.name ?? "", part })),
      }),
    });
  };
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end gap-2">
        <Field
          name="credential.id"
          label="Credential"
          error={faults["credential.id"] ?? faults.credential}
          className="min-w-0 flex-1 basis-64"
        >
          {(control) => (
            <Select
              {...control}
              value={form.credentialId === "" ? NONE : form.credentialId}
              disabled={disabled === true}
              options={[
                { value: NONE, label: "None: it is open to this installation" },
                ...credentials.map(({ id, name, provider, disabled: off }) => ({
                  value: id,
                  label: `${name} · ${PROVIDER_WORDS[provider].label}${off ? " · disabled" : ""}`,
                })),
              ]}
              onValueChange={choose}
            />
          )}
        </Field>
        <Button asChild>
          <Link href={"/credentials/new" as Route} target="_blank">
            <Plus aria-hidden />
            New credential
            <span className="sr-only"> (opens in a new tab; what is typed here stays)</span>
          </Link>
        </Button>
        <Button size="icon" aria-label="Read the list of credentials again" onClick={() => router.refresh()}>
          <RefreshCw aria-hidden />
        </Button>
      </div>
      {chosen && (
        <Use
          form={form}
          set={set}
          faults={faults}
          disabled={disabled === true}
          chosen={chosen}
          servers={servers}
        />
      )}
    </div>
  );
}

function Use({
  form,
  set,
  faults,
  disabled,
  chosen,
  servers,
}: PartProps & { chosen: CredentialChoice; servers: readonly StdioServer[] }) {
  const ways = deliveriesFor(chosen.provider, form.kind);
  const at = (field: string) => faults[`credential.use.${field}`];
  const common = { disabled: disabled === true };
  return (
    <div className="grid gap-4 rounded-md border border-line bg-sunken p-3">
      <Field
        name="credential.use.deliver"
        label="How it is handed over"
        error={at("deliver") ?? at("deliver.as")}
      >
        {(control) => (
          <Select
            {...control}
            {...common}
            value={form.deliver}
            options={ways.map((way) => ({ value: way, label: DELIVERIES[way] }))}
            onValueChange={(deliver) => set({ deliver: ways.find((way) => way === deliver) ?? form.deliver })}
          />
        )}
      </Field>
      {form.deliver === "header" && (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <TextField
            {...common}
            name="credential.use.deliver.name"
            label="Header"
            value={form.header.name}
            error={at("deliver.name")}
            placeholder="x-api-key"
            code
            required
            onChange={(name) => set({ header: { ...form.header, name } })}
          />
          <TextField
            {...common}
            name="credential.use.deliver.prefix"
            label="What stands before it (optional)"
            value={form.header.prefix}
            error={at("deliver.prefix")}
            placeholder="Token"
            code
            onChange={(prefix) => set({ header: { ...form.header, prefix } })}
          />
        </div>
      )}
      {form.deliver === "basic" && (
        <TextField
          {...common}
          name="credential.use.deliver.username"
          label="User name"
          value={form.username}
          error={at("deliver.username")}
          hint="The credential is the password."
          code
          required
          onChange={(username) => set({ username })}
        />
      )}
      {form.deliver === "aws_sigv4" && (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <TextField
            {...common}
            name="credential.use.deliver.service"
            label="AWS service"
            value={form.aws.service}
            error={at("deliver.service")}
            placeholder="execute-api"
            code
            required
            onChange={(service) => set({ aws: { ...form.aws, service } })}
          />
          <TextField
            {...common}
            name="credential.use.deliver.region"
            label="Region"
            value={form.aws.region}
            error={at("deliver.region")}
            placeholder="eu-central-1"
            code
            required
            onChange={(region) => set({ aws: { ...form.aws, region } })}
          />
        </div>
      )}
      {form.deliver === "env" && (
        <EnvFields
          form={form}
          set={set}
          faults={faults}
          disabled={disabled === true}
          provider={chosen.provider}
          names={servers.find(({ id }) => id === form.server)?.env ?? []}
        />
      )}
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <Field name="credential.use.per" label="Issued" error={at("per")}>
          {(control) => (
            <Select
              {...control}
              {...common}
              value={form.per}
              options={[
                { value: "session", label: "Once per session" },
                { value: "call", label: "For each call" },
              ]}
              onValueChange={(per) => set({ per: per === "call" ? "call" : "session" })}
            />
          )}
        </Field>
        <TextField
          {...common}
          name="credential.use.ttlSeconds"
          label="For how long (seconds)"
          value={form.ttl}
          error={at("ttlSeconds")}
          hint="60 to 86,400. An issuer may give less."
          numeric
          required
          onChange={(ttl) => set({ ttl })}
        />
        <TextField
          {...common}
          name="credential.use.scope"
          label="Scope (optional)"
          value={form.scope}
          error={at("scope")}
          maxLength={512}
          code
          onChange={(scope) => set({ scope })}
        />
      </div>
    </div>
  );
}
