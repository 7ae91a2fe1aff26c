"use client";

import { CircleAlert } from "lucide-react";
import { useId } from "react";
import type { JsonObject } from "@/lib/platform/json/types";
import { Input } from "../../ui/input";
import { SafeText } from "../../ui/safe-text";
import { Select } from "../../ui/select";
import { argumentsOf, pointersOf, rowsFor, type Argument, type FieldErrors, type MappingRow } from "./draft";

type MappingEditorProps = {
  /** The schema whose arguments are filled; null while it is not known. */
  target: JsonObject | null;
  source: { inputSchema: JsonObject; outputSchema: JsonObject | null };
  mapping: readonly MappingRow[];
  onChange: (mapping: readonly MappingRow[]) => void;
  errors: FieldErrors;
};

const SOURCES = [
  { value: "none", label: "Not given" },
  { value: "arguments", label: "The call's arguments" },
  { value: "result", label: "The call's result" },
  { value: "constant", label: "Always the same" },
] as const satisfies readonly { value: MappingRow["source"]; label: string }[];

/** One row per argument of the compensating capability: where its value comes from. */
export function MappingEditor({ target, source, mapping, onChange, errors }: MappingEditorProps) {
  const listId = useId();
  const rows = rowsFor(target, mapping);
  const known = new Map(argumentsOf(target).map((argument) => [argument.name, argument]));
  const set = (row: MappingRow) =>
    onChange(rows.map((other) => (other.argument === row.argument ? row : other)));
  if (rows.length === 0) return <p className="text-sm text-ink-3">It takes no named arguments.</p>;
  return (
    <div role="group" aria-label="Where its arguments come from" className="grid gap-2.5">
      <datalist id={`${listId}-arguments`}>
        {pointersOf(source.inputSchema).map((pointer) => (
          <option key={pointer} value={pointer} />
        ))}
      </datalist>
      <datalist id={`${listId}-result`}>
        {["/content/0/text", ...pointersOf(source.outputSchema, "/structuredContent")].map((pointer) => (
          <option key={pointer} value={pointer} />
        ))}
      </datalist>
      {rows.map((row) => (
        <Row
          key={row.argument}
          row={row}
          argument={known.get(row.argument)}
          schemaKnown={target !== null}
          listId={listId}
          error={errors[`compensation.mapping.${row.argument}`]}
          onChange={set}
        />
      ))}
    </div>
  );
}

type RowProps = {
  row: MappingRow;
  argument: Argument | undefined;
  schemaKnown: boolean;
  listId: string;
  error: string | undefined;
  onChange: (row: MappingRow) => void;
};

function Row({ row, argument, schemaKnown, listId, error, onChange }: RowProps) {
  const id = useId();
  const fault = error ?? faultOf(row, argument, schemaKnown);
  const aria = fault ? { "aria-invalid": true as const, "aria-describedby": `${id}-fault` } : {};
  return (
    <div
      role="group"
      aria-labelledby={`${id}-name`}
      className="grid gap-x-2 gap-y-1 sm:grid-cols-[minmax(0,9rem)_11rem_minmax(0,1fr)]"
    >
      <span id={`${id}-name`} className="flex min-w-0 flex-wrap items-center gap-x-1.5 text-xs">
        <span className="font-mono wrap-anywhere">
          <SafeText oneLine>{row.argument}</SafeText>
        </span>
        {argument && (
          <span className="text-ink-3">
            {argument.type}
            {argument.required && ", required"}
          </span>
        )}
      </span>
      <Select
        aria-label={`Source of ${row.argument}`}
        options={SOURCES}
        value={row.source}
        onValueChange={(source) => onChange({ ...row, source: source as MappingRow["source"] })}
        {...aria}
      />
      {row.source === "constant" && (
        <Input
          aria-label={`Value of ${row.argument}, as JSON`}
          value={row.constant}
          placeholder={'"text", 3, true'}
          maxLength={4_000}
          spellCheck={false}
          className="font-mono md:text-xs"
          onChange={(event) => onChange({ ...row, constant: event.target.value })}
          {...aria}
        />
      )}
      {(row.source === "arguments" || row.source === "result") && (
        <Input
          aria-label={`Place of ${row.argument}, as a JSON Pointer`}
          list={`${listId}-${row.source}`}
          value={row.pointer}
          placeholder={row.source === "arguments" ? "/path" : "/structuredContent/id"}
          maxLength={500}
          spellCheck={false}
          className="font-mono md:text-xs"
          onChange={(event) => onChange({ ...row, pointer: event.target.value })}
          {...aria}
        />
      )}
      {fault && (
        <p
          id={`${id}-fault`}
          className="flex items-start gap-1.5 text-xs wrap-anywhere text-deny sm:col-span-2 sm:col-start-2"
        >
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {fault}
        </p>
      )}
    </div>
  );
}

/** What can be said of a row before the server looks at all of them. */
function faultOf(row: MappingRow, argument: Argument | undefined, schemaKnown: boolean): string | undefined {
  if (!schemaKnown) return undefined;
  if (!argument && row.source !== "none") return "The compensating capability has no such argument.";
  if (argument?.required && row.source === "none") return "It is required: say where it comes from.";
  return undefined;
}
