"use client";

import { useId, useState } from "react";
import { MAX_EXCEPTION_HOURS } from "@/lib/revisions/schemas";
import { Field } from "../../ui/field";
import { Input, Textarea } from "../../ui/input";
import { Select } from "../../ui/select";
import { FormDialog } from "../actions/form-dialog";
import { usePolicyActions } from "../actions/provider";
import { useRun } from "../actions/use-run";

export type KnownCapability = { name: string; riskLevel: string | null };
export type Asked = { capability?: string | undefined; session?: string | undefined };

type ExceptionFormProps = {
  capabilities: readonly KnownCapability[];
  principals: readonly string[];
  asked: Asked;
  onClose: () => void;
};

const EVERYBODY = "every agent";
const DURATIONS = [
  { value: "1", label: "1 hour" },
  { value: "4", label: "4 hours" },
  { value: "24", label: "1 day" },
  { value: "72", label: "3 days" },
  { value: String(MAX_EXCEPTION_HOURS), label: "7 days" },
] as const;

/** Asks for an exception. Nothing holds before somebody else has approved it. */
export function ExceptionForm({ capabilities, principals, asked, onClose }: ExceptionFormProps) {
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  const listId = useId();
  const [capability, setCapability] = useState(asked.capability ?? "");
  const [principal, setPrincipal] = useState(EVERYBODY);
  const [session, setSession] = useState(asked.session ?? "");
  const [hours, setHours] = useState("4");
  const [reason, setReason] = useState("");
  const critical = capabilities.find(({ name }) => name === capability)?.riskLevel === "CRITICAL";
  const errors = refusal?.fieldErrors ?? {};
  const send = async () => {
    const sessionId = session.trim() || null;
    const input = {
      scope: sessionId ? ("session" as const) : ("tenant" as const),
      sessionId,
      capability: capability.trim(),
      principal: principal === EVERYBODY ? null : principal,
      reason: reason.trim(),
      hours: Number(hours),
    };
    if (await run(() => actions.createException(input), "Asked for: somebody else has to approve it"))
      onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="New exception"
      description={
        critical
          ? "This capability is critical: two other people have to approve it."
          : "It holds from the moment somebody else approves it."
      }
      submit="Ask for approval"
      pending={pending}
      error={refusal?.message}
      disabled={capability.trim() === "" || reason.trim() === ""}
      onSubmit={() => void send()}
      wide
    >
      <Field
        name="capability"
        label="Capability"
        error={errors.capability}
        hint="One whole name, no wildcard."
        required
      >
        {(control) => (
          <Input
            {...control}
            value={capability}
            list={listId}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            onChange={(event) => setCapability(event.target.value)}
          />
        )}
      </Field>
      <datalist id={listId}>
        {capabilities.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="principal" label="For whom" error={errors.principal}>
          {(control) => (
            <Select
              {...control}
              value={principal}
              onValueChange={setPrincipal}
              options={[EVERYBODY, ...principals].map((value) => ({ value, label: value }))}
            />
          )}
        </Field>
        <Field name="hours" label="For how long" error={errors.hours}>
          {(control) => (
            <Select {...control} value={hours} onValueChange={setHours} options={[...DURATIONS]} />
          )}
        </Field>
      </div>
      <Field
        name="sessionId"
        label="Only in one session (optional)"
        error={errors.sessionId}
        hint="The id of a session. Empty: in every session of this tenant."
      >
        {(control) => (
          <Input
            {...control}
            value={session}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            onChange={(event) => setSession(event.target.value)}
          />
        )}
      </Field>
      <Field
        name="reason"
        label="Reason"
        error={errors.reason}
        hint="Its approvers read this; it is kept on record."
        required
      >
        {(control) => (
          <Textarea
            {...control}
            value={reason}
            maxLength={2_000}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
