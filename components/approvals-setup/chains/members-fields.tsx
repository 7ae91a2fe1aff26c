"use client";

import { X } from "lucide-react";
import { useId } from "react";
import type { ChainParts } from "@/lib/approvals/chains/types";
import { Field } from "../../ui/field";
import { SafeText } from "../../ui/safe-text";
import { Select } from "../../ui/select";
import type { DraftMembers } from "./draft";

type MembersFieldsProps = {
  /** Where it stands in the chain, e.g. `steps.0.groups.1.members`: its faults are filed there. */
  path: string;
  label: string;
  members: DraftMembers;
  parts: ChainParts;
  faults: Readonly<Record<string, string>>;
  onChange: (members: DraftMembers) => void;
};

const TEAM = "team:";
const PEOPLE = "people";
const ROLES = [
  { value: "role:reviewer", label: "Reviewers", hint: "role" },
  { value: "role:admin", label: "Admins", hint: "role" },
] as const;

/** Who is in a group: everybody of a role, a team, or people by name. */
export function MembersFields({ path, label, members, parts, faults, onChange }: MembersFieldsProps) {
  const choose = (value: string) => {
    if (value === PEOPLE) onChange({ ...members, kind: "people" });
    else if (value.startsWith(TEAM)) onChange({ ...members, kind: "team", teamId: value.slice(TEAM.length) });
    else if (value !== "")
      onChange({ ...members, kind: "role", role: value === "role:admin" ? "admin" : "reviewer" });
  };
  const gone =
    members.kind === "team" && members.teamId !== "" && !parts.teams.some(({ id }) => id === members.teamId);
  return (
    <div className="grid content-start gap-2">
      <Field name={`${path}.kind`} label={label} error={faults[`${path}.teamId`]}>
        {(control) => (
          <Select
            {...control}
            value={
              members.kind === "role"
                ? `role:${members.role}`
                : members.kind === "team"
                  ? TEAM + members.teamId
                  : PEOPLE
            }
            placeholder="Choose"
            onValueChange={choose}
            options={[
              ...ROLES,
              ...parts.teams.map(({ id, name, decide }) => ({
                value: TEAM + id,
                label: name,
                hint: `team, ${decide} may decide`,
              })),
              ...(gone ? [{ value: TEAM + members.teamId, label: "A team that is gone" }] : []),
              { value: PEOPLE, label: "People by name" },
            ]}
          />
        )}
      </Field>
      {members.kind === "people" && (
        <PeoplePicker
          label="People"
          userIds={members.userIds}
          people={parts.people}
          error={faults[`${path}.userIds`]}
          onChange={(userIds) => onChange({ ...members, userIds })}
        />
      )}
    </div>
  );
}

type PeoplePickerProps = {
  label: string;
  userIds: readonly string[];
  people: ChainParts["people"];
  error?: string | undefined;
  onChange: (userIds: readonly string[]) => void;
};

/** People one by one: those chosen can be taken away, and one of the others is added. */
function PeoplePicker({ label, userIds, people, error, onChange }: PeoplePickerProps) {
  const id = useId();
  const byId = new Map(people.map((person) => [person.id, person]));
  const others = people.filter(({ id: userId, decides }) => decides && !userIds.includes(userId));
  return (
    <div role="group" aria-labelledby={`${id}-label`} className="grid gap-1.5">
      <span id={`${id}-label`} className="sr-only">
        {label}
      </span>
      {userIds.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {userIds.map((userId) => {
            const person = byId.get(userId);
            const name = person?.name ?? "A former member";
            return (
              <li
                key={userId}
                title={person?.email}
                className="inline-flex max-w-full items-center rounded-sm border border-line bg-sunken pl-2 text-xs"
              >
                <span className="truncate">
                  <SafeText oneLine>{name}</SafeText>
                  {!person?.decides && <span className="text-hold"> · may not decide</span>}
                </span>
                <button
                  type="button"
                  aria-label={`Remove ${name}`}
                  onClick={() => {
                    onChange(userIds.filter((one) => one !== userId));
                    document.getElementById(`${id}-add`)?.focus();
                  }}
                  className="grid size-6 shrink-0 place-items-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
                >
                  <X aria-hidden className="size-3.5" />
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <Select
        // Empty again after each choice.
        key={userIds.length}
        id={`${id}-add`}
        aria-label={`Add to ${label.toLowerCase()}`}
        placeholder={others.length === 0 ? "Everybody is in it" : "Add a person"}
        disabled={others.length === 0}
        onValueChange={(userId) => userId !== "" && onChange([...userIds, userId])}
        options={others.map(({ id: value, name, email }) => ({ value, label: name, hint: email }))}
      />
      {error && <p className="text-xs text-deny">{error}</p>}
    </div>
  );
}
