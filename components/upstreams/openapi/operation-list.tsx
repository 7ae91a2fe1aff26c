"use client";

import { useDeferredValue, useState } from "react";
import type { OperationRow } from "@/lib/upstreams/types";
import { Badge, type BadgeTone } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Checkbox } from "../../ui/checkbox";
import { cn } from "../../ui/cn";
import { Input } from "../../ui/input";
import { SafeText } from "../../ui/safe-text";
import { Select } from "../../ui/select";
import { matching, MAX_OPERATIONS, tagsOf, withAll, without } from "./choose";

const PAGE = 100;
const EVERY = "every tag";

const OPERATION: Record<string, { label: string; tone: BadgeTone }> = {
  READ: { label: "Reads", tone: "neutral" },
  WRITE: { label: "Writes", tone: "hold" },
  DELETE: { label: "Deletes", tone: "deny" },
  EXECUTE: { label: "Executes", tone: "high" },
  NETWORK: { label: "Network", tone: "high" },
};

type OperationListProps = {
  rows: readonly OperationRow[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: Set<string>) => void;
};

/** Every operation of a document, to choose from. A guess of what each does; what cannot be imported says why. */
export function OperationList({ rows, chosen, onChange }: OperationListProps) {
  const [text, setText] = useState("");
  const [tag, setTag] = useState("");
  const [pages, setPages] = useState(1);
  const sought = useDeferredValue(text);
  const found = matching(rows, { text: sought, tag });
  const shown = found.slice(0, pages * PAGE);
  const readOnly = found.filter(({ operation }) => operation === "READ");
  const tags = tagsOf(rows);
  const toggle = (row: OperationRow) =>
    onChange(chosen.has(row.tool) ? without(chosen, [row]) : withAll(chosen, [row]));
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Input
          type="search"
          aria-label="Find operations"
          placeholder="Find operations"
          value={text}
          maxLength={200}
          className="sm:w-60"
          onChange={(event) => setText(event.target.value)}
        />
        {tags.length > 0 && (
          <Select
            aria-label="Tag"
            className="w-auto max-w-56"
            value={tag === "" ? EVERY : tag}
            options={[EVERY, ...tags].map((value) => ({ value, label: value }))}
            onValueChange={(value) => setTag(value === EVERY ? "" : value)}
          />
        )}
        <Button
          disabled={readOnly.every(({ tool, fault }) => fault !== null || chosen.has(tool))}
          onClick={() => onChange(withAll(chosen, readOnly))}
        >
          Choose all that read
        </Button>
        <Button variant="ghost" disabled={chosen.size === 0} onClick={() => onChange(without(chosen, found))}>
          Choose none
        </Button>
        <p role="status" className="ml-auto text-sm text-ink-2 tabular-nums">
          {chosen.size} of {rows.length} chosen
        </p>
      </div>
      {chosen.size >= MAX_OPERATIONS && (
        <p className="text-xs text-hold">One import takes at most {MAX_OPERATIONS} operations.</p>
      )}
      {found.length === 0 ? (
        <p className="rounded-md border border-line px-3 py-6 text-center text-sm text-ink-3">
          No operation matches.
        </p>
      ) : (
        <ul aria-label="Operations" className="overflow-hidden rounded-md border border-line">
          {shown.map((row) => (
            <Operation key={row.tool} row={row} chosen={chosen.has(row.tool)} onToggle={() => toggle(row)} />
          ))}
        </ul>
      )}
      {found.length > shown.length && (
        <Button size="sm" className="justify-self-start" onClick={() => setPages(pages + 1)}>
          Show {Math.min(PAGE, found.length - shown.length)} more of {found.length - shown.length}
        </Button>
      )}
    </div>
  );
}

function Operation({ row, chosen, onToggle }: { row: OperationRow; chosen: boolean; onToggle: () => void }) {
  const look = OPERATION[row.operation] ?? { label: row.operation, tone: "neutral" as const };
  const impossible = row.fault !== null;
  return (
    <li className="border-b border-line table-row-lazy last:border-b-0">
      <label
        className={cn(
          "flex items-start gap-3 px-3 py-2",
          impossible ? "cursor-not-allowed" : "cursor-pointer hover:bg-hover",
        )}
      >
        <Checkbox
          checked={chosen}
          disabled={impossible}
          onCheckedChange={onToggle}
          className={cn("mt-0.5", impossible && "opacity-50")}
        />
        <span className="grid min-w-0 flex-1 gap-0.5">
          <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
            <span className="font-mono text-2xs font-semibold text-ink-3">{row.method}</span>
            <span className="min-w-0 font-mono text-xs wrap-anywhere">
              <SafeText oneLine>{row.path}</SafeText>
            </span>
            {row.deprecated && <Badge tone="outline">Deprecated</Badge>}
          </span>
          <span className="text-xs wrap-anywhere text-ink-3">
            <span className="font-mono">
              <SafeText oneLine>{row.tool}</SafeText>
            </span>
            {row.summary && (
              <>
                {" · "}
                <SafeText oneLine>{row.summary}</SafeText>
              </>
            )}
          </span>
          {row.fault !== null && (
            <span className="text-xs wrap-anywhere text-deny">
              Cannot be imported: <SafeText>{row.fault}</SafeText>
            </span>
          )}
        </span>
        <Badge tone={look.tone}>{look.label}</Badge>
      </label>
    </li>
  );
}
