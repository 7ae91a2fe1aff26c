"use client";

import { ChevronDown } from "lucide-react";
import { SEVERITIES, type Severity } from "@/lib/incidents/schemas";
import { SEVERITY_WORDS } from "@/lib/incidents/words";
import { useRun } from "../../policy/actions/use-run";
import { Dropdown, DropdownChoices, DropdownLabel } from "../../ui/dropdown";
import { SeverityBadge } from "../badges";
import { useIncident } from "../context";
import { Refused } from "./refused";

/** How bad it is; a click away, because it changes as more is known. */
export function SeverityMenu() {
  const { incident, manage, actions } = useIncident();
  const { run, refusal, clear } = useRun();
  const { id, version, severity } = incident;
  if (!manage.ok) return <SeverityBadge severity={severity} />;
  const set = (next: string) => {
    if (next === severity) return;
    // Safe because the choices are these.
    void run(() => actions.setSeverity({ id, version, severity: next as Severity }), `Severity: ${next}`);
  };
  return (
    <>
      <Dropdown
        align="start"
        trigger={
          <button
            type="button"
            aria-label={`Severity ${severity}: change`}
            className="-my-1 inline-flex min-h-7 items-center gap-1 rounded-sm hover:bg-hover [&>svg]:size-3.5 [&>svg]:text-ink-3"
          >
            <SeverityBadge severity={severity} />
            <ChevronDown aria-hidden />
          </button>
        }
      >
        <DropdownLabel>How bad it is</DropdownLabel>
        <DropdownChoices
          value={severity}
          onChange={set}
          choices={SEVERITIES.map((value) => ({
            value,
            label: (
              <>
                <strong className="font-semibold">{value}</strong> {SEVERITY_WORDS[value]}
              </>
            ),
          }))}
        />
      </Dropdown>
      <Refused refusal={refusal} onClose={clear} />
    </>
  );
}
