"use client";

import { useState } from "react";
import { MAX_DELEGATION_DAYS, RISKS } from "@/lib/approvals/schemas";
import { FormDialog } from "../../policy/actions/form-dialog";
import { useRun } from "../../policy/actions/use-run";
import { instantOf, type Instant } from "../../policy/actions/wall-time";
import { PatternPicker } from "../../policy/form/pattern-picker";
import { Checkbox } from "../../ui/checkbox";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Select } from "../../ui/select";
import { STATUSES } from "../../ui/status-badge";
import { absoluteUtc } from "../../ui/time-format";
import { useSetupActions } from "../actions";
import { wallOf } from "./words";

export type AbsenceFormProps = {
  /** Whose absence it can be: the viewer alone, or everybody who decides. The first is chosen. */
  owners: readonly Choice[];
  /** Who can stand in. */
  substitutes: readonly Choice[];
  capabilities: readonly string[];
  onClose: () => void;
};
type Choice = { id: string; name: string; email: string };

const NOBODY = "nobody";
const DAY_MS = 86_400_000;

/** Asks for an absence: whose, who decides instead, from when to when, for what. */
export function AbsenceForm({ owners, substitutes, capabilities, onClose }: AbsenceFormProps) {
  const actions = useSetupActions();
  const { run, pending, refusal } = useRun();
  const [from, setFrom] = useState(owners[0]?.id ?? "");
  const [to, setTo] = useState(NOBODY);
  const [later, setLater] = useState(false);
  const [starts, setStarts] = useState(() => wallOf(Date.now() + DAY_MS));
  const [ends, setEnds] = useState(() => wallOf(Date.now() + 7 * DAY_MS));
  const [risks, setRisks] = useState<readonly (typeof RISKS)[number][]>([]);
  const [names, setNames] = useState<readonly string[]>([]);
  const [reason, setReason] = useState("");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const start = later ? instantOf(starts, zone) : null;
  const end = instantOf(ends, zone);
  const errors = refusal?.fieldErrors ?? {};
  const send = async () => {
    if ((start && !start.ok) || !end.ok) return;
    const input = {
      fromUserId: from,
      ...(to !== NOBODY && to !== from && { toUserId: to }),
      startsAt: new Date(start ? start.at : Date.now()).toISOString(),
      endsAt: new Date(end.at).toISOString(),
      scope: { risks: [...risks], capabilities: [...names] },
      reason,
    };
    if (await run(() => actions.createDelegation(input), "The absence is recorded")) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="New absence"
      description="Whoever decides instead takes this person’s place in groups. They need a role that decides themselves, and hand nothing on."
      submit="Record the absence"
      pending={pending}
      error={refusal?.message}
      disabled={!end.ok || (start !== null && !start.ok)}
      onSubmit={() => void send()}
      wide
    >
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field name="fromUserId" label="Who is away" error={errors.fromUserId}>
          {(control) => (
            <Select
              {...control}
              value={from}
              disabled={owners.length === 1}
              onValueChange={setFrom}
              options={owners.map(({ id, name, email }, n) => ({
                value: id,
                label: n === 0 ? `${name} (you)` : name,
                hint: email,
              }))}
            />
          )}
        </Field>
        <Field
          name="toUserId"
          label="Who decides instead"
          error={errors.toUserId}
          hint={to === NOBODY ? "Requests go to whoever is left." : undefined}
        >
          {(control) => (
            <Select
              {...control}
              value={to === from ? NOBODY : to}
              onValueChange={setTo}
              options={[
                { value: NOBODY, label: "Nobody: only away" },
                ...substitutes
                  .filter(({ id }) => id !== from)
                  .map(({ id, name, email }) => ({ value: id, label: name, hint: email })),
              ]}
            />
          )}
        </Field>
        <div className="grid content-start gap-2">
          <Field name="begins" label="From">
            {(control) => (
              <Select
                {...control}
                value={later ? "later" : "now"}
                onValueChange={(value) => setLater(value === "later")}
                options={[
                  { value: "now", label: "Now" },
                  { value: "later", label: "A date and time" },
                ]}
              />
            )}
          </Field>
          {later && (
            <Moment
              name="startsAt"
              label={`Begins, in ${zone}`}
              wall={starts}
              instant={start}
              error={errors.startsAt}
              onChange={setStarts}
            />
          )}
        </div>
        <Moment
          name="endsAt"
          label={`Until, in ${zone}`}
          wall={ends}
          instant={end}
          error={errors.endsAt}
          hint={`At most ${MAX_DELEGATION_DAYS} days.`}
          onChange={setEnds}
        />
      </div>
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 text-sm font-medium">Only for these risks</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-2">
          {RISKS.map((risk) => (
            <label key={risk} className="flex min-h-6 items-center gap-2 text-sm">
              <Checkbox
                checked={risks.includes(risk)}
                onCheckedChange={(on) =>
                  setRisks(RISKS.filter((one) => (one === risk ? on === true : risks.includes(one))))
                }
              />
              {STATUSES[risk].label}
            </label>
          ))}
        </div>
        <p className="text-xs text-ink-3">All of them where none is ticked.</p>
      </fieldset>
      <PatternPicker
        label="Only for these capabilities"
        values={names}
        suggestions={capabilities.map((value) => ({ value }))}
        onChange={setNames}
        editable
        placeholder="All, where none is named"
      />
      <Field
        name="reason"
        label="Reason (optional)"
        error={errors.reason}
        hint="Colleagues read it, and it stays on record."
      >
        {(control) => (
          <Input
            {...control}
            value={reason}
            maxLength={300}
            autoComplete="off"
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}

type MomentProps = {
  name: string;
  label: string;
  wall: string;
  instant: Instant | null;
  error: string | undefined;
  hint?: string;
  onChange: (wall: string) => void;
};

/** A moment in the reader's zone, with the same moment in UTC, as it is kept. */
function Moment({ name, label, wall, instant, error, hint, onChange }: MomentProps) {
  const utc = instant?.ok ? absoluteUtc(instant.at).replace(/:\d\d UTC$/, " UTC") : "";
  return (
    <Field
      name={name}
      label={label}
      error={instant && !instant.ok ? instant.why : error}
      hint={[utc, hint].filter(Boolean).join(". ")}
      required
    >
      {(control) => (
        <Input
          {...control}
          type="datetime-local"
          value={wall}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
