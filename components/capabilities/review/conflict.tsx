"use client";

import type { CapabilityDetail } from "@/lib/capabilities/types";
import { Button } from "../../ui/button";
import { presentTool, specChanges } from "../diff/changes";
import { DefinitionDiff } from "../diff/definition-diff";
import { SpecChangeList } from "../versions";

type ConflictProps = {
  /** What this form was opened on. */
  seen: CapabilityDetail;
  now: CapabilityDetail;
  onTake: () => void;
};

/** The capability went on while this was being written: what changed, and how to go on with what was typed. */
export function Conflict({ seen, now, onTake }: ConflictProps) {
  const sameDefinition = seen.definitionHash === now.definitionHash;
  const spec = specChanges(seen.spec, now.spec);
  return (
    <section
      role="alert"
      aria-label="Changed meanwhile"
      className="grid gap-3 rounded-lg border border-hold-solid bg-hold-soft p-4"
    >
      <h2 className="text-base font-semibold">
        {now.status === "retired"
          ? "Its upstream has withdrawn it meanwhile"
          : sameDefinition
            ? "Somebody else reviewed it meanwhile"
            : "Its upstream changed it meanwhile"}
      </h2>
      <p className="text-sm text-ink-2">
        {now.status === "retired"
          ? "There is nothing to review until its upstream offers it again."
          : "Nothing was recorded, and what you typed is still here. Read what changed before you go on."}
      </p>
      {!sameDefinition && (
        <DefinitionDiff before={presentTool(seen)} after={presentTool(now)} source={now.upstream.name} />
      )}
      {spec.length > 0 && <SpecChangeList changes={spec} />}
      {now.status !== "retired" && (
        <div>
          <Button onClick={onTake}>I have read it: go on with this one</Button>
        </div>
      )}
    </section>
  );
}
