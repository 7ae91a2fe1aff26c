"use client";

import type { Route } from "next";
import { useState } from "react";
import type { ImportReport } from "@/lib/capabilities/types";
import type { OfferedServers } from "@/lib/upstreams/types";
import { useRun } from "../../policy/actions/use-run";
import { Button } from "../../ui/button";
import { FormError } from "../../ui/field";
import { Link } from "../../ui/link";
import { useUpstreamActions } from "../actions";
import { ask, asResult } from "../ask";
import { DocumentPart, type DocumentChoice } from "../openapi/document-part";
import { sourceOf, NO_SOURCE } from "../openapi/source";
import { KindFields, NameFields, TargetFields } from "./basics";
import { ConnectionTest } from "./connection-test";
import { CredentialFields, type CredentialChoice } from "./credential-fields";
import { Created } from "./created";
import { FoldedSection, FormSection } from "./form-section";
import { LimitFields } from "./limit-fields";
import { EMPTY_FORM, settingsOf, usesTls } from "./model";
import { TlsFields } from "./tls-fields";
import { useForm } from "./use-form";

type NewUpstreamProps = { credentials: readonly CredentialChoice[]; offered: OfferedServers };

type Outcome = { id: string; report: ImportReport | null; problem: string | null };

/** Sets up an upstream: what it is, where, what opens it; tries it; and brings its tools into the registry. */
export function NewUpstream({ credentials, offered }: NewUpstreamProps) {
  const actions = useUpstreamActions();
  const { form, set, faults, setFaults, check, testInput } = useForm(EMPTY_FORM);
  const { run, pending, refusal } = useRun();
  const [source, setSource] = useState(NO_SOURCE);
  const [choice, setChoice] = useState<DocumentChoice | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [bringing, setBringing] = useState(false);
  const bad = Object.keys(faults).length;
  const chosen = form.kind === "http" ? (choice?.chosen.size ?? 0) : 0;

  const bring = async (id: string) => {
    setBringing(true);
    const document = choice && sourceOf(choice.source);
    const answer =
      form.kind !== "http"
        ? await actions.sync({ id })
        : choice && document && chosen > 0
          ? asResult(
              await ask<ImportReport>("/api/console/upstreams/openapi/import", {
                upstreamId: id,
                source: document,
                hash: choice.preview.hash,
                operations: [...choice.chosen],
              }),
            )
          : null;
    setBringing(false);
    const report = answer?.ok ? answer.data : null;
    setOutcome({ id, report, problem: answer && !answer.ok ? answer.message : null });
  };

  const create = async () => {
    if (!check()) return;
    const made = await run(async () => {
      const answer = await actions.create({ slug: form.slug.trim(), ...settingsOf(form) });
      if (!answer.ok) setFaults(answer.fieldErrors ?? {});
      return answer;
    }, "Upstream created");
    if (made) await bring(made.id).catch(() => setOutcome({ id: made.id, report: null, problem: LOST }));
  };

  if (outcome) return <Created {...outcome} name={form.name} kind={form.kind} />;
  const part = { form, set, faults };
  return (
    <form
      noValidate
      autoComplete="off"
      className="px-4 pb-10 md:px-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending && !bringing) void create();
      }}
    >
      <FormSection title="Kind" hint="It cannot be changed later.">
        <KindFields {...part} />
      </FormSection>
      <FormSection title={form.kind === "builtin" ? "Tools" : "Where it is"}>
        <TargetFields {...part} offered={offered} />
      </FormSection>
      <FormSection title="Name">
        <NameFields {...part} />
      </FormSection>
      {form.kind === "http" && (
        <FormSection
          title="Operations"
          hint="Each operation of its OpenAPI document that you choose becomes a capability. You can also do this later."
        >
          <DocumentPart
            source={source}
            onSource={setSource}
            choice={choice}
            onChoice={setChoice}
            onAddress={(address) => set({ address })}
          />
        </FormSection>
      )}
      {form.kind !== "builtin" && (
        <FormSection
          title="Credential"
          hint="Agents never see it: it is put on each request after the decision. Text that comes back with it is scrubbed."
        >
          <CredentialFields {...part} credentials={credentials} servers={offered.servers} />
        </FormSection>
      )}
      {usesTls(form.kind) && (
        <FoldedSection
          title="TLS"
          hint="Certificates are always verified."
          summary="A private authority, or a client certificate"
          open={Object.keys(faults).some((field) => field.startsWith("tls"))}
        >
          <TlsFields {...part} />
        </FoldedSection>
      )}
      <FoldedSection
        title="Limits"
        summary="Other limits than the usual ones"
        open={Object.keys(faults).some((field) => field.startsWith("limits"))}
      >
        <LimitFields {...part} />
      </FoldedSection>
      <FormSection title="Try it" hint="Before anything is stored.">
        <ConnectionTest
          input={testInput}
          about={JSON.stringify(settingsOf({ ...form, name: "", description: "" }))}
          onFaults={setFaults}
        />
      </FormSection>
      <div className="grid gap-3 pt-5 lg2:ml-64 lg2:max-w-176">
        {bad > 0 ? (
          <FormError>
            {bad === 1 ? "One thing has" : `${bad} things have`} to be mended first: {firstFault(faults)}
          </FormError>
        ) : (
          refusal && <FormError>{refusal.message}</FormError>
        )}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" variant="primary" pending={pending || bringing}>
            {chosen > 0 ? `Create and import ${chosen}` : "Create upstream"}
          </Button>
          <Button asChild>
            <Link href={"/upstreams" as Route}>Cancel</Link>
          </Button>
          <p className="text-xs text-ink-3">
            {bringing
              ? "Reading what it offers…"
              : "Its tools come in unreviewed: until a person has reviewed them, they count as high risk."}
          </p>
        </div>
      </div>
    </form>
  );
}

function firstFault(faults: Readonly<Record<string, string>>): string {
  return Object.values(faults)[0] ?? "";
}

const LOST = "The server did not answer while its tools were being read.";
