import { TriangleAlert } from "lucide-react";
import type { CapabilityDetail, HttpBinding } from "@/lib/capabilities/types";
import { Facts } from "../page/facts";
import { Panel } from "../page/panel";
import { CodeBlock } from "../ui/code-block";
import { CopyId } from "../ui/copy-id";
import { JsonTree } from "../ui/json-tree";
import { SafeText, Untrusted } from "../ui/safe-text";
import { hiddenAdded, hiddenSentence, presentTool, prettyJson } from "./diff/changes";
import { SchemaView } from "./schema-view";

/** What the upstream says of its tool: untrusted from the first word to the last. */
export function Definition({ capability }: { capability: CapabilityDetail }) {
  const { description, inputSchema, outputSchema, annotations, binding, definitionHash, upstream } =
    capability;
  const hidden = hiddenSentence(hiddenAdded(null, presentTool(capability)), "are in this definition");
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <div className="grid min-w-0 gap-5">
        {hidden && (
          <p className="flex items-start gap-2 rounded-md bg-deny-soft px-3 py-2 text-sm font-medium text-deny">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            {hidden}
          </p>
        )}
        <Untrusted source={`described by ${upstream.name}`}>
          <SafeText>{description || "No description."}</SafeText>
        </Untrusted>
        <Panel title="Arguments" flush>
          <SchemaView schema={inputSchema} />
        </Panel>
        {outputSchema && (
          <Panel title="Result" flush>
            <SchemaView schema={outputSchema} />
          </Panel>
        )}
        {binding && (
          <Panel title="HTTP request">
            <Binding binding={binding} />
          </Panel>
        )}
        {annotations && (
          <Panel title="Hints">
            <div className="grid gap-2">
              <p className="text-xs text-ink-3">
                What the upstream says of itself. It fills in a first guess and is never trusted below high
                risk.
              </p>
              <JsonTree label="Hints" value={annotations} />
            </div>
          </Panel>
        )}
      </div>
      <div className="grid min-w-0 gap-5">
        <Panel title="What was pinned">
          <Facts
            facts={[
              { term: "Hash", value: <CopyId id={definitionHash} what="definition hash" /> },
              { term: "Tool name", value: <span className="font-mono text-xs">{capability.toolName}</span> },
            ]}
          />
          <p className="mt-3 text-xs text-ink-3">
            Any change of name, title, description, schemas, hints or request gives another hash, and suspends
            the capability until a person has accepted it.
          </p>
        </Panel>
        <CodeBlock code={prettyJson(presentTool(capability))} label="Definition as JSON" wrap />
      </div>
    </div>
  );
}

function Binding({ binding }: { binding: HttpBinding }) {
  const { method, path, parameters, body, accept } = binding;
  return (
    <Facts
      facts={[
        {
          term: "Request",
          value: (
            <span className="font-mono text-xs">
              {method} <SafeText oneLine>{path}</SafeText>
            </span>
          ),
        },
        ...parameters.map((parameter) => ({
          term: `${parameter.argument}`,
          value: (
            <>
              {parameter.in} parameter{" "}
              <code className="font-mono text-xs">
                <SafeText oneLine>{parameter.name}</SafeText>
              </code>
              {parameter.in === "query" && (
                <span className="text-ink-3">
                  {" "}
                  · {parameter.style}
                  {parameter.explode ? ", exploded" : ""}
                </span>
              )}
            </>
          ),
        })),
        ...(body ? [{ term: body.argument, value: <>body as {body.contentType}</> }] : []),
        { term: "Accepts", value: accept },
      ]}
    />
  );
}
