"use client";

import { Plus } from "lucide-react";
import type { ChainParts } from "@/lib/approvals/chains/types";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { freeName, moved, newGroup, type DraftGroup, type DraftStep } from "./draft";
import { ItemButtons } from "./item-buttons";
import { MembersFields } from "./members-fields";

/** The schema's own bound. */
const MOST_GROUPS = 5;

type StepFieldsProps = {
  step: DraftStep;
  at: number;
  of: number;
  parts: ChainParts;
  faults: Readonly<Record<string, string>>;
  /** Brings the focus to a field by its id, once it is there; says aloud what happened. */
  tell: (said: string, focus?: string) => void;
  onChange: (step: DraftStep) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
};

/** One step: its name, and the groups that all have to say yes. */
export function StepFields({
  step,
  at,
  of,
  parts,
  faults,
  tell,
  onChange,
  onMove,
  onRemove,
}: StepFieldsProps) {
  const { groups } = step;
  const path = `steps.${at}`;
  const setGroups = (next: readonly DraftGroup[]) => onChange({ ...step, groups: next });
  const add = () => {
    const group = newGroup(
      freeName(
        "Group",
        groups.map(({ name }) => name),
      ),
    );
    setGroups([...groups, group]);
    tell(`${group.name} added`, group.key);
  };
  const remove = (n: number) => {
    setGroups(groups.filter((_, other) => other !== n));
    tell(`${groups[n]?.name ?? "Group"} removed`, (groups[n + 1] ?? groups[n - 1])?.key);
  };
  return (
    <fieldset className="min-w-0 rounded-lg border border-line bg-surface shadow-xs">
      <legend className="sr-only">
        Step {at + 1} of {of}: {step.name}
      </legend>
      <div className="flex items-end gap-2 border-b border-line p-3">
        <span
          aria-hidden
          className="mb-1 grid size-6 shrink-0 place-items-center rounded-full bg-muted-soft text-xs font-semibold text-muted tabular-nums"
        >
          {at + 1}
        </span>
        <Field name={`${path}.name`} label="Step" error={faults[`${path}.name`]} className="min-w-0 flex-1">
          {(control) => (
            <Input
              {...control}
              data-key={step.key}
              value={step.name}
              maxLength={80}
              autoComplete="off"
              onChange={(event) => onChange({ ...step, name: event.target.value })}
            />
          )}
        </Field>
        <ItemButtons what={`step ${step.name}`} at={at} of={of} onMove={onMove} onRemove={onRemove} />
      </div>
      <ol className="divide-y divide-line">
        {groups.map((group, n) => (
          <li key={group.key}>
            <GroupFields
              group={group}
              path={`${path}.groups.${n}`}
              at={n}
              of={groups.length}
              parts={parts}
              faults={faults}
              onChange={(changed) => setGroups(groups.map((one, other) => (other === n ? changed : one)))}
              onMove={(to) => {
                setGroups(moved(groups, n, to));
                tell(`${group.name} is number ${to + 1} of ${groups.length}`);
              }}
              onRemove={() => remove(n)}
            />
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap items-center gap-3 border-t border-line p-3">
        <Button size="sm" disabled={groups.length >= MOST_GROUPS} onClick={add}>
          <Plus aria-hidden />
          Add a group
        </Button>
        <p className="text-xs text-ink-3">
          {groups.length >= MOST_GROUPS
            ? "Five groups are the most a step can have."
            : groups.length > 1
              ? "All of them have to say yes, in any order."
              : "A second group has to say yes as well, in any order."}
        </p>
      </div>
    </fieldset>
  );
}

type GroupFieldsProps = {
  group: DraftGroup;
  path: string;
  at: number;
  of: number;
  parts: ChainParts;
  faults: Readonly<Record<string, string>>;
  onChange: (group: DraftGroup) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
};

function GroupFields({ group, path, at, of, parts, faults, onChange, onMove, onRemove }: GroupFieldsProps) {
  return (
    <div
      role="group"
      aria-label={`Group ${at + 1} of ${of}: ${group.name}`}
      className="grid items-start gap-3 p-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1.3fr)_5.5rem_auto]"
    >
      <Field name={`${path}.name`} label="Group" error={faults[`${path}.name`]}>
        {(control) => (
          <Input
            {...control}
            data-key={group.key}
            value={group.name}
            maxLength={80}
            autoComplete="off"
            onChange={(event) => onChange({ ...group, name: event.target.value })}
          />
        )}
      </Field>
      <MembersFields
        path={`${path}.members`}
        label="Who is in it"
        members={group.members}
        parts={parts}
        faults={faults}
        onChange={(members) => onChange({ ...group, members })}
      />
      <Field name={`${path}.quorum`} label="How many" error={faults[`${path}.quorum`]}>
        {(control) => (
          <Input
            {...control}
            type="number"
            inputMode="numeric"
            min={1}
            max={10}
            value={group.quorum}
            className="tabular-nums"
            onChange={(event) => onChange({ ...group, quorum: event.target.value })}
          />
        )}
      </Field>
      <span className="sm:mt-6.5">
        <ItemButtons what={`group ${group.name}`} at={at} of={of} onMove={onMove} onRemove={onRemove} />
      </span>
    </div>
  );
}
