import type { CapabilityDetail } from "@/lib/capabilities/types";
import { Facts } from "../page/facts";
import { CopyId } from "../ui/copy-id";
import { JsonTree } from "../ui/json-tree";
import { RelativeTime } from "../ui/relative-time";
import { SafeText, Untrusted } from "../ui/safe-text";
import { Tabs } from "../ui/tabs";
import { RiskCard } from "./risk-card";
import { SchemaView } from "./schema-view";

export function CapabilityDetails({ capability }: { capability: CapabilityDetail }) {
  const { spec } = capability;
  return (
    <div className="grid gap-5">
      <RiskCard capability={capability} />
      <Untrusted source={`described by ${capability.upstream.name}`}>
        <SafeText>{capability.description || "No description."}</SafeText>
      </Untrusted>
      <Tabs
        label="Definition"
        tabs={[
          { value: "arguments", label: "Arguments", content: <SchemaView schema={capability.inputSchema} /> },
          ...(capability.outputSchema
            ? [{ value: "result", label: "Result", content: <SchemaView schema={capability.outputSchema} /> }]
            : []),
          {
            value: "raw",
            label: "Raw schema",
            content: <JsonTree label="Input schema" value={capability.inputSchema} />,
          },
          ...(capability.annotations
            ? [{ value: "hints", label: "Hints", content: <Hints annotations={capability.annotations} /> }]
            : []),
        ]}
      />
      <section>
        <h3 className="mb-2 text-sm font-semibold">Registration</h3>
        <Facts
          facts={[
            { term: "Upstream", value: `${capability.upstream.name} (${capability.upstream.slug})` },
            { term: "Tool name", value: <span className="font-mono text-xs">{capability.toolName}</span> },
            { term: "Definition", value: <CopyId id={capability.definitionHash} what="definition hash" /> },
            { term: "Time limit", value: `${spec.timeoutMs / 1_000} s` },
            {
              term: "Repeatable",
              value: spec.idempotent
                ? `Yes, tried again up to ${spec.retries} times`
                : "No: never tried again",
            },
            {
              term: "Reviewed",
              value: capability.reviewedAt ? (
                <RelativeTime at={capability.reviewedAt} />
              ) : (
                "Not yet: a person has not confirmed the risk"
              ),
            },
            { term: "Registered", value: <RelativeTime at={capability.createdAt} /> },
            { term: "Id", value: <CopyId id={capability.id} what="capability id" /> },
          ]}
        />
      </section>
    </div>
  );
}

function Hints({ annotations }: { annotations: NonNullable<CapabilityDetail["annotations"]> }) {
  return (
    <div className="grid gap-2">
      <p className="text-xs text-ink-3">
        What the upstream says of itself. It fills in a first guess and is never trusted below high risk.
      </p>
      <JsonTree label="Hints" value={annotations} />
    </div>
  );
}
