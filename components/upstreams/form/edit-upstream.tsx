"use client";

import type { Verdict } from "@/lib/revisions/types";
import type { OfferedServers, UpstreamDetail } from "@/lib/upstreams/types";
import { NewerNotice } from "../../page/newer-notice";
import { useSeen } from "../../page/use-seen";
import { useRun } from "../../policy/actions/use-run";
import { Button } from "../../ui/button";
import { FormError } from "../../ui/field";
import { useUpstreamActions } from "../actions";
import { NameFields, TargetFields } from "./basics";
import { ConnectionTest } from "./connection-test";
import { CredentialFields, type CredentialChoice } from "./credential-fields";
import { FoldedSection, FormSection } from "./form-section";
import { LimitFields } from "./limit-fields";
import { settingsOf, usesTls, type UpstreamForm } from "./model";
import { TlsFields } from "./tls-fields";
import { useForm } from "./use-form";

type EditUpstreamProps = {
  detail: UpstreamDetail;
  initial: UpstreamForm;
  credentials: readonly CredentialChoice[];
  offered: OfferedServers;
  may: Verdict;
};

/**
 * The settings of an upstream. Who may not change them reads them. The page reads itself again all the time; what
 * is being typed stays, and is sent with the moment at which it was read, so that nobody's change is lost unseen.
 */
export function EditUpstream({ detail, initial, credentials, offered, may }: EditUpstreamProps) {
  const actions = useUpstreamActions();
  const { run, pending, refusal } = useRun();
  const { form, set, faults, setFaults, reset, check, testInput } = useForm(initial);
  const stored = { form: initial, stamp: detail.updatedAt };
  const { seen, newer, adopt, saved } = useSeen({ form, setForm: reset, stored });
  const changed = JSON.stringify(form) !== JSON.stringify(seen.form);
  const disabled = !may.ok;
  const save = async () => {
    if (!check()) return;
    const input = { id: detail.id, updatedAt: seen.stamp, ...settingsOf(form) };
    const done = await run(async () => {
      const answer = await actions.update(input);
      if (!answer.ok) setFaults(answer.fieldErrors ?? {});
      return answer;
    }, "Settings saved");
    if (done === null) return;
    saved({ sent: form, kept: { ...form, key: { kind: "keep" } }, as: done.updatedAt });
  };
  const part = { form, set, faults, disabled };
  return (
    <form
      noValidate
      autoComplete="off"
      className="px-4 pb-10 md:px-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending && changed && may.ok) void save();
      }}
    >
      {newer && !pending && (
        <NewerNotice
          action="Show the newer ones"
          onAdopt={() => {
            adopt();
            setFaults({});
          }}
        >
          Somebody has changed these settings since you opened them. Saving yours would be refused.
        </NewerNotice>
      )}
      <FormSection title="Name">
        <NameFields {...part} slugFixed />
      </FormSection>
      <FormSection
        title={form.kind === "builtin" ? "Tools" : "Where it is"}
        {...(form.credentialId !== "" && {
          hint: "Its credential is sent to whatever stands here: changing it needs leave to manage credentials.",
        })}
      >
        <TargetFields {...part} offered={offered} fixed />
      </FormSection>
      {form.kind !== "builtin" && (
        <FormSection
          title="Credential"
          hint="Agents never see it: it is put on each request after the decision."
        >
          {may.ok ? (
            <CredentialFields {...part} credentials={credentials} servers={offered.servers} />
          ) : (
            <p className="text-sm text-ink-2">{detail.credential?.name ?? "None."}</p>
          )}
        </FormSection>
      )}
      {usesTls(form.kind) && (
        <FoldedSection
          title="TLS"
          hint="Certificates are always verified."
          summary="A private authority, or a client certificate"
          open={
            detail.tls.ca !== null ||
            detail.tls.certificate !== null ||
            Object.keys(faults).some((field) => field.startsWith("tls"))
          }
        >
          <TlsFields {...part} stored={detail.tls} />
        </FoldedSection>
      )}
      <FoldedSection
        title="Limits"
        summary="Other limits than the usual ones"
        open={
          Object.keys(detail.limits).length > 0 ||
          Object.keys(faults).some((field) => field.startsWith("limits"))
        }
      >
        <LimitFields {...part} />
      </FoldedSection>
      {may.ok && (
        <FormSection title="Try it" hint="With what is typed here, before it is stored.">
          <ConnectionTest
            input={() => {
              const input = testInput();
              return input && { ...input, id: detail.id };
            }}
            about={JSON.stringify(settingsOf({ ...form, name: "", description: "" }))}
            onFaults={setFaults}
          />
        </FormSection>
      )}
      <div className="grid gap-3 pt-5 lg2:ml-64 lg2:max-w-176">
        {refusal && <FormError>{refusal.message}</FormError>}
        <div className="flex flex-wrap items-center gap-3">
          <Button
            type="submit"
            variant="primary"
            pending={pending}
            disabled={disabled || !changed}
            aria-describedby="save-note"
          >
            Save settings
          </Button>
          {changed && (
            <Button
              disabled={pending}
              onClick={() => {
                reset(seen.form);
                setFaults({});
              }}
            >
              Drop changes
            </Button>
          )}
          <p id="save-note" className="text-xs text-ink-3">
            {may.ok ? (changed ? "Recorded with what was before." : "Nothing is changed.") : may.why}
          </p>
        </div>
      </div>
    </form>
  );
}
