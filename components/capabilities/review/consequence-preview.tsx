"use client";

import { consequenceParts, templateSlots } from "@/lib/capabilities/schemas";
import type { JsonObject } from "@/lib/platform/json/types";
import { Consequence } from "../../approvals/consequence";
import { sampleArguments } from "../trial/fields";
import { argumentsOf } from "./draft";

/** The sentence as an approver would read it, with an invented call's values in its slots. */
export function ConsequencePreview({ template, inputSchema }: { template: string; inputSchema: JsonObject }) {
  const readable = templateSlots(template) !== null;
  return (
    <div aria-live="polite" className="rounded-md border border-line bg-sunken px-3 py-2">
      <p className="text-2xs font-medium text-ink-3">As an approver would read it</p>
      <p className="text-sm wrap-anywhere">
        {template.trim() === "" ? (
          <span className="text-ink-3">Nothing: they would see the name and the arguments only.</span>
        ) : readable ? (
          <Consequence parts={consequenceParts(template.trim(), inventedCall(inputSchema))} />
        ) : (
          <span className="text-deny">A slot is written {"{{args.name}}"}.</span>
        )}
      </p>
    </div>
  );
}

/** Values that tell which argument stands where. */
function inventedCall(inputSchema: JsonObject): JsonObject {
  const samples = sampleArguments(inputSchema);
  return Object.fromEntries(
    argumentsOf(inputSchema).map(({ name }) => [
      name,
      isTelling(samples[name]) ? samples[name] : `some ${name}`,
    ]),
  );
}

function isTelling(value: JsonObject[string] | undefined): value is JsonObject[string] {
  return value !== undefined && value !== "" && value !== null && value !== 0;
}
