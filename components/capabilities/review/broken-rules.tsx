"use client";

import { Scale } from "lucide-react";
import { Button } from "../../ui/button";
import type { brokenRules, SpecDraft } from "./draft";

type BrokenRulesProps = {
  faults: ReturnType<typeof brokenRules>;
  onChange: (change: Partial<SpecDraft>) => void;
};

const PREFIX = /^Risk consistency check failed, rule \d: /;

/** The risk rules that the spec breaks as it stands, each with the two ways out of it. */
export function BrokenRules({ faults, onChange }: BrokenRulesProps) {
  return (
    <div aria-live="polite">
      {faults.length > 0 && (
        <ul aria-label="Broken risk rules" className="mt-3 grid gap-2.5 rounded-md bg-deny-soft p-3">
          {faults.map(({ rule, detail, ways }) => (
            <li key={rule} className="flex items-start gap-2 text-sm text-deny">
              <Scale aria-hidden className="mt-0.5 size-4 shrink-0" />
              <div className="grid min-w-0 gap-1.5">
                <p className="text-pretty">
                  <strong className="font-semibold">Rule {rule} is broken: </strong>
                  {detail.replace(PREFIX, "")}
                </p>
                <div className="flex flex-wrap gap-2">
                  {ways.map(({ label, change }) => (
                    <Button key={label} size="sm" onClick={() => onChange(change)}>
                      {label}
                    </Button>
                  ))}
                </div>
              </div>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
