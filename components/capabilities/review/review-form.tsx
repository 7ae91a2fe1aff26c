"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import type { ReviewCapabilityInput } from "@/lib/capabilities/schemas";
import { needsReason, NO_REASON, type CapabilityDetail } from "@/lib/capabilities/types";
import type { ActionResult } from "@/lib/web/types";
import { useRun } from "../../policy/actions/use-run";
import { getJson } from "../../providers/query-provider";
import { Button } from "../../ui/button";
import { Field, FormError } from "../../ui/field";
import { Textarea } from "../../ui/input";
import { RiskCard } from "../risk-card";
import { Conflict } from "./conflict";
import { draftOf, readDraft, type FieldErrors, type SpecDraft } from "./draft";
import { SpecFields } from "./spec-fields";
import { WhatItSays } from "./what-it-says";

export type ReviewAction = (input: ReviewCapabilityInput) => Promise<ActionResult<unknown>>;

type ReviewFormProps = {
  capability: CapabilityDetail;
  action: ReviewAction;
  /** Why the reader may not; undefined: they may. */
  refused: string | undefined;
};

/** A person says what a capability is and does, and thereby accepts its definition as it stands. */
export function ReviewForm({ capability, action, refused }: ReviewFormProps) {
  const router = useRouter();
  const client = useQueryClient();
  const { run, pending, refusal, clear } = useRun();
  const form = useRef<HTMLFormElement>(null);
  const [seen, setSeen] = useState(capability);
  const [now, setNow] = useState<CapabilityDetail | null>(null);
  const [draft, setDraft] = useState(() => draftOf(capability.spec));
  const [reason, setReason] = useState("");
  const [attempted, setAttempted] = useState(false);
  const { spec, errors: specErrors } = readDraft(draft);
  const reasonNeeded = needsReason(seen);
  const errors: FieldErrors = {
    ...specErrors,
    ...(reasonNeeded && reason.trim() === "" && { reason: NO_REASON }),
  };
  const shown: FieldErrors = { ...(attempted && errors), ...ofSpec(refusal?.fieldErrors) };

  const set = (change: Partial<SpecDraft>) => {
    setDraft((before) => ({ ...before, ...change }));
    if (refusal) clear();
  };
  const send = async () => {
    setAttempted(true);
    if (Object.keys(errors).length > 0) {
      focusFirstFault(form.current);
      return;
    }
    const { id: capabilityId, definitionHash, updatedAt } = seen;
    const sent = await run(async () => {
      const answer = await action({ capabilityId, definitionHash, updatedAt, spec, reason: reason.trim() });
      if (!answer.ok && answer.code === "CONFLICT") setNow(await readAgain(capabilityId));
      return answer;
    }, "The definition is accepted");
    if (sent === null) {
      focusFirstFault(form.current);
      return;
    }
    void client.invalidateQueries({ queryKey: ["capabilities"] });
    router.push(`/capabilities/${capabilityId}` as Route);
  };
  const take = () => {
    if (now) setSeen(now);
    setNow(null);
    clear();
  };
  const faulty = attempted && Object.keys(errors).length > 0;
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <form
        ref={form}
        noValidate
        aria-label="Review"
        className="grid min-w-0 gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending && refused === undefined) void send();
        }}
      >
        <SpecFields capability={seen} draft={draft} set={set} errors={shown} />
        <Field
          name="reason"
          label="Reason for this version"
          hint="Kept with the version, for whoever asks later."
          required={reasonNeeded}
          error={shown.reason}
        >
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              value={reason}
              maxLength={1_000}
              className="min-h-14"
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {now && <Conflict seen={seen} now={now} onTake={take} />}
        {!now && refusal && <FormError>{refusal.message}</FormError>}
        {faulty && <FormError>Mend what is marked above; nothing was sent.</FormError>}
        <div className="flex flex-wrap items-center gap-3">
          <Button
            type="submit"
            variant="primary"
            pending={pending}
            disabled={refused !== undefined || now !== null}
            aria-describedby="review-note"
          >
            Accept this definition
          </Button>
          <p id="review-note" className="min-w-0 flex-1 basis-60 text-xs text-ink-3">
            {refused ?? "Calls are let through from then on as the policy and this risk say."}
          </p>
        </div>
      </form>
      <aside className="grid min-w-0 gap-5 max-lg:order-first lg:sticky lg:top-[calc(var(--topbar-h)+1rem)]">
        <RiskCard spec={spec} riskLevel={draft.level} label="Risk, as it is being written" />
        <WhatItSays capability={seen} />
      </aside>
    </div>
  );
}

async function readAgain(id: string): Promise<CapabilityDetail | null> {
  return getJson<CapabilityDetail>(`/api/console/capabilities/${id}`).catch(() => null);
}

/** The server's word on each field of the spec, by the form's names. */
function ofSpec(fieldErrors: FieldErrors | undefined): FieldErrors {
  return Object.fromEntries(
    Object.entries(fieldErrors ?? {}).map(([name, detail]) => [name.replace(/^spec\./, ""), detail]),
  );
}

/** Once the marks are painted. */
function focusFirstFault(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => {
    const first = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
    first?.focus();
  });
}
