"use client";

import { UserPlus, X } from "lucide-react";
import { useState } from "react";
import { INCIDENT_ROLES, type IncidentRole } from "@/lib/incidents/schemas";
import { ROLE_WORDS } from "@/lib/incidents/words";
import { FormDialog } from "../../policy/actions/form-dialog";
import { useRun } from "../../policy/actions/use-run";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Select } from "../../ui/select";
import { useIncident } from "../context";
import { Refused } from "./refused";

/** Who has which role, and a way to give one. */
export function PeopleBar() {
  const { incident, manage, userId } = useIncident();
  const [role, setRole] = useState<IncidentRole | null>(null);
  const commander = incident.people.find((person) => person.role === "commander");
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
      {!commander && (
        <span className="text-hold">
          <span className="text-ink-3">Commander</span> nobody yet
        </span>
      )}
      {incident.people.map((person) => (
        <Holder key={`${person.role}${person.userId}`} {...person} me={person.userId === userId} />
      ))}
      {manage.ok && (
        <Button variant="ghost" size="sm" onClick={() => setRole(commander ? "responder" : "commander")}>
          <UserPlus aria-hidden />
          Assign
        </Button>
      )}
      {role && <AssignForm first={role} onClose={() => setRole(null)} />}
    </div>
  );
}

function Holder({
  role,
  userId,
  name,
  me,
}: {
  role: IncidentRole;
  userId: string;
  name: string;
  me: boolean;
}) {
  const { incident, manage, actions } = useIncident();
  const { run, refusal, clear } = useRun();
  const leave = () =>
    run(
      () => actions.setPerson({ id: incident.id, version: incident.version, role, userId, remove: true }),
      `${ROLE_WORDS[role]} taken off`,
    );
  return (
    <span className="inline-flex items-center gap-1">
      <span className="text-ink-3">{ROLE_WORDS[role]}</span>
      <span className="font-medium">{me ? "You" : name}</span>
      {manage.ok && (
        <button
          type="button"
          aria-label={`Take ${name} off as ${ROLE_WORDS[role].toLowerCase()}`}
          className="grid size-6 place-items-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink [&_svg]:size-3.5"
          onClick={() => void leave()}
        >
          <X aria-hidden />
        </button>
      )}
      <Refused refusal={refusal} onClose={clear} />
    </span>
  );
}

function AssignForm({ first, onClose }: { first: IncidentRole; onClose: () => void }) {
  const { incident, people, userId: me, actions } = useIncident();
  const [version] = useState(incident.version);
  const [role, setRole] = useState(first);
  const [userId, setUserId] = useState(me);
  const { run, pending, refusal } = useRun();
  const able = people.filter(({ mayCommand }) => role !== "commander" || mayCommand);
  const person = able.find((one) => one.userId === userId);
  const instead = incident.people.find(
    (one) => one.role === role && role !== "responder" && one.userId !== userId,
  );
  const send = async () => {
    const input = { id: incident.id, version, role, userId };
    const done = `${ROLE_WORDS[role]}: ${person?.name ?? ""}`;
    if (await run(() => actions.setPerson(input), done)) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Assign a role"
      description={instead ? `Takes over from ${instead.name}.` : "Everybody sees who does what."}
      submit="Assign"
      pending={pending}
      disabled={!person}
      error={refusal?.message}
      onSubmit={() => void send()}
    >
      <Field name="role" label="Role">
        {(control) => (
          <Select
            {...control}
            value={role}
            // Safe because the options are these.
            onValueChange={(value) => setRole(value as IncidentRole)}
            options={INCIDENT_ROLES.map((value) => ({ value, label: ROLE_WORDS[value] }))}
          />
        )}
      </Field>
      <Field
        name="person"
        label="Person"
        hint={role === "commander" ? "Admins and responders can command." : undefined}
      >
        {(control) => (
          <Select
            {...control}
            value={person ? userId : ""}
            placeholder="Choose"
            onValueChange={setUserId}
            options={able.map((one) => ({
              value: one.userId,
              label: one.userId === me ? `${one.name} (you)` : one.name,
            }))}
          />
        )}
      </Field>
    </FormDialog>
  );
}
