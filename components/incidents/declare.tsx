"use client";

import { Siren } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { SEVERITIES, type DeclareIncidentInput, type Severity } from "@/lib/incidents/schemas";
import type { IncidentChange } from "@/lib/incidents/types";
import { SEVERITY_WORDS } from "@/lib/incidents/words";
import type { Verdict } from "@/lib/revisions/types";
import type { ActionResult } from "@/lib/web/types";
import { FormDialog } from "../policy/actions/form-dialog";
import { useRun } from "../policy/actions/use-run";
import { Button, type ButtonProps } from "../ui/button";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select } from "../ui/select";

/** What the dialog already knows when it opens. */
export type Prefill = Partial<Pick<DeclareIncidentInput, "title" | "sessionId" | "agentId" | "alertId">>;

const EVENT = "agentgate:declare-incident";

/** Opens the dialog from wherever the person is; one is mounted by the console's layout. */
export function declareIncident(prefill: Prefill = {}): void {
  window.dispatchEvent(new CustomEvent<Prefill>(EVENT, { detail: prefill }));
}

type DeclareProps = {
  may: Verdict;
  declare: (input: DeclareIncidentInput) => Promise<ActionResult<IncidentChange>>;
};

/** A title and Enter: that is all it takes. */
export function DeclareIncident({ may, declare }: DeclareProps) {
  const [asked, setAsked] = useState<{ prefill: Prefill; at: number } | null>(null);
  useEffect(() => {
    const open = (event: Event) =>
      setAsked({ prefill: (event as CustomEvent<Prefill>).detail, at: event.timeStamp });
    window.addEventListener(EVENT, open);
    return () => window.removeEventListener(EVENT, open);
  }, []);
  if (!asked) return null;
  return (
    <DeclareForm
      key={asked.at}
      prefill={asked.prefill}
      may={may}
      declare={declare}
      onClose={() => setAsked(null)}
    />
  );
}

function DeclareForm({
  prefill,
  may,
  declare,
  onClose,
}: DeclareProps & { prefill: Prefill; onClose: () => void }) {
  const router = useRouter();
  const { run, pending, refusal } = useRun();
  const [title, setTitle] = useState(prefill.title ?? "");
  const [severity, setSeverity] = useState<Severity>("SEV3");
  const send = async () => {
    const made = await run(
      () => declare({ ...prefill, title, severity }),
      ({ ref }) => `${ref} declared`,
    );
    if (!made) return;
    onClose();
    router.push(`/incidents/${made.ref}` as Route);
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Declare an incident"
      description={
        prefill.sessionId
          ? "Of this session and its agent. A title is enough; everything else can follow."
          : prefill.alertId
            ? "Of this alert. A title is enough; everything else can follow."
            : "A title is enough; everything else can follow."
      }
      submit="Declare"
      variant="danger"
      pending={pending}
      disabled={!may.ok || title.trim() === ""}
      error={may.ok ? (refusal?.fieldErrors.title ? undefined : refusal?.message) : may.why}
      onSubmit={() => void send()}
    >
      <Field name="title" label="What is wrong" error={refusal?.fieldErrors.title} required>
        {(control) => (
          <Input
            {...control}
            // No autoFocus: the dialog's own focus is the one that it takes back from the palette that closes.
            autoComplete="off"
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
            placeholder="Refunds are sent twice"
          />
        )}
      </Field>
      <Field name="severity" label="How bad" hint={SEVERITY_WORDS[severity]}>
        {(control) => (
          <Select
            {...control}
            value={severity}
            // Safe because the options are these.
            onValueChange={(value) => setSeverity(value as Severity)}
            options={SEVERITIES.map((value) => ({ value, label: value }))}
          />
        )}
      </Field>
    </FormDialog>
  );
}

type DeclareButtonProps = {
  may: Verdict;
  prefill?: Prefill;
  variant?: ButtonProps["variant"];
  children?: string;
};

/** Opens the dialog about what the page is about. */
export function DeclareButton({ may, prefill, variant, children = "Declare incident" }: DeclareButtonProps) {
  return (
    <Button
      {...(variant && { variant })}
      disabled={!may.ok}
      {...(!may.ok && { title: may.why })}
      onClick={() => declareIncident(prefill)}
    >
      <Siren aria-hidden />
      {children}
    </Button>
  );
}
