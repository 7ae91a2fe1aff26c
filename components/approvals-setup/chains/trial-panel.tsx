"use client";

import { useState } from "react";
import type { Candidate, ChainParts, ChainTrial } from "@/lib/approvals/chains/types";
import { RISKS, type ChainSpec } from "@/lib/approvals/schemas";
import { Panel } from "../../page/panel";
import { cn } from "../../ui/cn";
import { Field } from "../../ui/field";
import { SafeText } from "../../ui/safe-text";
import { Select } from "../../ui/select";
import { Skeleton } from "../../ui/skeleton";
import { STATUSES } from "../../ui/status-badge";
import { Notes } from "./notes";
import { useTrial } from "./use-trial";

const NOBODY = "nobody";

type TrialPanelProps = {
  /** Null while it is no chain yet. */
  spec: ChainSpec | null;
  agents: ChainParts["agents"];
  /** The page says already what speaks against the chain. */
  notesElsewhere?: boolean;
};

/** Who could decide now, for a risk and an agent to be chosen; what speaks against the chain, before all. */
export function TrialPanel({ spec, agents, notesElsewhere = false }: TrialPanelProps) {
  const [riskLevel, setRiskLevel] = useState<string>("MEDIUM");
  const [agent, setAgent] = useState(NOBODY);
  const { trial, current, error } = useTrial(spec, {
    riskLevel,
    agentId: agent === NOBODY ? undefined : agent,
  });
  return (
    <Panel title="Who could decide now">
      <div className="grid gap-4">
        <div className="grid grid-cols-2 gap-3">
          <Field name="trial-risk" label="Risk">
            {(control) => (
              <Select
                {...control}
                value={riskLevel}
                onValueChange={setRiskLevel}
                options={RISKS.map((value) => ({ value, label: STATUSES[value].label }))}
              />
            )}
          </Field>
          <Field name="trial-agent" label="Asked by">
            {(control) => (
              <Select
                {...control}
                value={agent}
                onValueChange={setAgent}
                options={[
                  { value: NOBODY, label: "Nobody's agent" },
                  ...agents.map(({ id, name }) => ({ value: id, label: name })),
                ]}
              />
            )}
          </Field>
        </div>
        {error && <p className="text-sm text-deny">{error}</p>}
        <div role="status" aria-busy={!current} className={cn("grid gap-4", !current && "opacity-60")}>
          {spec === null && <p className="text-sm text-ink-3">Once nothing above is wrong, this says who.</p>}
          {spec !== null && !trial && !error && <Skeleton className="h-16" />}
          {spec !== null && trial && (
            <>
              {!notesElsewhere && <Notes problems={trial.problems} warnings={trial.warnings} />}
              <Answer trial={trial} />
            </>
          )}
        </div>
      </div>
    </Panel>
  );
}

function Answer({ trial: { steps, banned } }: { trial: ChainTrial }) {
  return (
    <>
      <ol className="grid gap-3">
        {steps.map(({ name, groups, people }, n) => (
          <li key={n} className="min-w-0">
            <h3 className="text-sm font-medium wrap-anywhere">
              {steps.length > 1 && <span className="text-ink-3">{n + 1}. </span>}
              {name}
              <span className="font-normal text-ink-3">
                {" "}
                · {groups.map((group) => `${group.name} ${group.quorum}`).join(", ")}
              </span>
            </h3>
            {people.length === 0 ? (
              <p className="mt-1 text-sm text-deny">Nobody could decide it.</p>
            ) : (
              <ul className="mt-1 grid gap-0.5">
                {people.map((person) => (
                  <Person key={person.userId} person={person} several={groups.length > 1} />
                ))}
              </ul>
            )}
          </li>
        ))}
      </ol>
      {banned.length > 0 && (
        <p className="border-t border-line pt-3 text-xs text-ink-3">
          Never: {banned.map(({ name, as }) => `${name}, who ${as}`).join("; ")}.
        </p>
      )}
    </>
  );
}

function Person({ person, several }: { person: Candidate; several: boolean }) {
  const { name, groups, inPlaceOf, away } = person;
  const notes = [
    ...(several ? [groups.join(" or ")] : []),
    ...(inPlaceOf === null ? [] : [`in place of ${inPlaceOf}`]),
    ...(away ? ["away"] : []),
  ];
  return (
    <li className="flex min-w-0 flex-wrap items-baseline gap-x-2 text-sm">
      <span className={cn("min-w-0 truncate", away && "text-ink-3")}>
        <SafeText oneLine>{name}</SafeText>
      </span>
      {notes.length > 0 && <span className="text-xs text-ink-3">{notes.join(" · ")}</span>}
    </li>
  );
}
