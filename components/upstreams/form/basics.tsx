"use client";

import { Select } from "../../ui/select";
import { Field } from "../../ui/field";
import type { OfferedServers } from "@/lib/upstreams/types";
import { KINDS } from "../kinds";
import { ChoiceCards } from "./choice-cards";
import type { PartProps } from "./part-props";
import { CheckField } from "../../ui/check-field";
import { AreaField, TextField } from "./inputs";
import { slugOf } from "./model";

const KIND_CHOICES = (["mcp_http", "http", "mcp_stdio", "builtin"] as const).map((value) => ({
  value,
  label: KINDS[value].label,
  hint: KINDS[value].hint,
  icon: KINDS[value].icon,
}));

export function KindFields({ form, set }: PartProps) {
  return (
    <ChoiceCards
      legend="Kind of upstream"
      choices={KIND_CHOICES}
      value={form.kind}
      onChange={(kind) =>
        set({
          kind,
          credentialId: kind === "builtin" ? "" : form.credentialId,
          ...(kind === "builtin" && suited(form.suite)),
        })
      }
    />
  );
}

/** The work tools have one name each: it is part of their capabilities' names. */
function suited(suite: string) {
  return { slug: suite, name: suite === "document" ? "Documents" : "Projects" };
}

/** Name, and the slug that its capabilities' names begin with. */
export function NameFields({ form, set, faults, disabled, slugFixed }: PartProps & { slugFixed?: boolean }) {
  const builtin = form.kind === "builtin";
  const follows = form.slug === slugOf(form.name);
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <TextField
        name="name"
        label="Name"
        value={form.name}
        error={faults.name}
        hint="What people call it."
        maxLength={100}
        required
        disabled={disabled === true}
        onChange={(name) => set({ name, ...(!slugFixed && !builtin && follows && { slug: slugOf(name) }) })}
      />
      <TextField
        name="slug"
        label="Slug"
        value={form.slug}
        error={faults.slug}
        hint={
          slugFixed
            ? "Stays as it is: agents and policies know its capabilities by it."
            : builtin
              ? "Given by the tools."
              : `Its capabilities are named ${form.slug || "slug"}.tool. It cannot be changed later.`
        }
        maxLength={64}
        code
        required
        disabled={disabled === true || slugFixed === true || builtin}
        onChange={(slug) => set({ slug })}
      />
      <AreaField
        name="description"
        label="Description (optional)"
        value={form.description}
        error={faults.description}
        rows={2}
        maxLength={1_000}
        disabled={disabled === true}
        onChange={(description) => set({ description })}
        className="sm:col-span-2"
      />
    </div>
  );
}

type TargetProps = PartProps & { offered: OfferedServers; fixed?: boolean };

/** Where it is: an address, a permitted program, or a set of our own tools. */
export function TargetFields({ form, set, faults, disabled, offered, fixed }: TargetProps) {
  switch (form.kind) {
    case "mcp_http":
      return (
        <div className="grid gap-4">
          <TextField
            name="target.config.url"
            label="Address"
            value={form.address}
            error={faults["target.config.url"]}
            hint="The server's Streamable HTTP endpoint. Private addresses need a network rule first."
            placeholder="https://mcp.example.com/mcp"
            maxLength={2_048}
            code
            required
            disabled={disabled === true}
            onChange={(address) => set({ address })}
          />
          <PassThrough form={form} set={set} faults={faults} disabled={disabled === true} />
        </div>
      );
    case "http":
      return (
        <TextField
          name="target.config.baseUrl"
          label="Base address"
          value={form.address}
          error={faults["target.config.baseUrl"]}
          hint="Paths of the document are added to it. Private addresses need a network rule first."
          placeholder="https://api.example.com/v1"
          maxLength={2_048}
          code
          required
          disabled={disabled === true}
          onChange={(address) => set({ address })}
        />
      );
    case "mcp_stdio":
      return (
        <div className="grid gap-4">
          <Servers form={form} set={set} faults={faults} disabled={disabled === true} offered={offered} />
          <PassThrough form={form} set={set} faults={faults} disabled={disabled === true} />
        </div>
      );
    case "builtin":
      return (
        <ChoiceCards
          legend="Which tools"
          disabled={disabled === true || fixed === true}
          choices={[
            {
              value: "project",
              label: "Projects",
              hint: "Create, move between states, archive and restore.",
            },
            { value: "document", label: "Documents", hint: "Create, delete and restore." },
          ]}
          value={form.suite}
          onChange={(suite) => set({ suite, ...suited(suite) })}
        />
      );
  }
}

function PassThrough({ form, set, disabled }: PartProps) {
  return (
    <CheckField
      label="Pass prompts and resources through"
      hint="They are reading only and no policy decides them. Tools are always decided."
      checked={form.passThrough}
      disabled={disabled === true}
      onChange={(passThrough) => set({ passThrough })}
    />
  );
}

function Servers({ form, set, faults, disabled, offered: { servers, fault } }: TargetProps) {
  const chosen = servers.find(({ id }) => id === form.server);
  const known = chosen || form.server === "" ? servers : [...servers, { id: form.server, name: form.server }];
  return (
    <Field
      name="target.config.server"
      label="Program"
      error={faults["target.config.server"] ?? fault ?? undefined}
      hint={
        servers.length === 0
          ? "The operator of this installation has not listed any program (AGENTGATE_STDIO_SERVERS)."
          : (chosen?.description ?? "The operator of this installation lists which programs may be started.")
      }
      required
    >
      {(control) => (
        <Select
          {...control}
          value={form.server}
          disabled={disabled === true || servers.length === 0}
          placeholder="Choose a program"
          options={known.map(({ id, name }) => ({ value: id, label: name }))}
          onValueChange={(server) => set({ server })}
        />
      )}
    </Field>
  );
}
