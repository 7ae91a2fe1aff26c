"use client";

import { TriangleAlert } from "lucide-react";
import type { ComponentProps } from "react";
import { CodeBlock } from "../ui/code-block";
import { countHidden } from "../ui/hidden-characters";
import { JsonTree } from "../ui/json-tree";
import { Tabs } from "../ui/tabs";

type JsonValue = ComponentProps<typeof JsonTree>["value"];

/** More of one value than a screen is for. */
const MAX_RAW_CHARS = 200_000;

/** A JSON value an agent or a tool sent, as a tree and raw. What would be invisible in it is shown and counted. */
export function JsonViews({ value, label }: { value: unknown; label: string }) {
  const json = (value ?? null) as JsonValue; // safe because it came out of a JSON column
  const raw = JSON.stringify(json, null, 2);
  const hidden = countHidden(raw);
  const shown =
    raw.length > MAX_RAW_CHARS
      ? `${raw.slice(0, MAX_RAW_CHARS)}\n… cut here: ${raw.length.toLocaleString("en")} characters in all`
      : raw;
  return (
    <div className="grid gap-2">
      {hidden > 0 && (
        <p className="flex items-center gap-1.5 text-sm font-medium text-deny">
          <TriangleAlert aria-hidden className="size-4 shrink-0" />
          {hidden === 1 ? "1 invisible character" : `${hidden} invisible characters`}, shown as ⟨U+…⟩
        </p>
      )}
      <Tabs
        label={`${label}: views`}
        tabs={[
          { value: "tree", label: "Tree", content: <JsonTree value={json} label={label} /> },
          { value: "raw", label: "Raw", content: <CodeBlock code={shown} label={`${label}, raw`} wrap /> },
        ]}
      />
    </div>
  );
}
