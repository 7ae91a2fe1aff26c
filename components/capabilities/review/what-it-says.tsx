import type { CapabilityDetail } from "@/lib/capabilities/types";
import { Panel } from "../../page/panel";
import { SafeText, Untrusted } from "../../ui/safe-text";
import { hiddenAdded, hiddenSentence, presentTool } from "../diff/changes";
import { hintsOf } from "../hints";
import { SchemaView } from "../schema-view";

/** What the upstream says of its tool, beside what people say of it. */
export function WhatItSays({ capability }: { capability: CapabilityDetail }) {
  const hidden = hiddenSentence(hiddenAdded(null, presentTool(capability)), "are in this definition");
  return (
    <>
      <Untrusted source={`what ${capability.upstream.name} says`}>
        <div
          className="grid max-h-80 gap-2 overflow-y-auto"
          tabIndex={0}
          role="region"
          aria-label="Description"
        >
          {hidden && <p className="font-medium text-deny">{hidden}</p>}
          <p>
            <SafeText>{capability.description || "No description."}</SafeText>
          </p>
          <p className="text-xs text-ink-3">{hintsOf(capability.annotations)}</p>
        </div>
      </Untrusted>
      <Panel title="Arguments" flush>
        <div className="max-h-80 overflow-y-auto" tabIndex={0} role="region" aria-label="Arguments">
          <SchemaView schema={capability.inputSchema} />
        </div>
      </Panel>
    </>
  );
}
