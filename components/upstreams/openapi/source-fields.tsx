"use client";

import { FileUp } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "../../ui/button";
import { ChoiceCards } from "../form/choice-cards";
import { AreaField, TextField } from "../form/inputs";
import type { SourceForm } from "./source";

const MAX_BYTES = 5 * 1024 * 1024;

/** A file, pasted text, or an address that the server reads. */
export function SourceFields({
  source,
  faults,
  onChange,
}: {
  source: SourceForm;
  faults: Readonly<Record<string, string>>;
  onChange: (source: SourceForm) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState("");
  const read = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > MAX_BYTES) {
      setProblem("The file is larger than 5 MB.");
      return;
    }
    setProblem("");
    onChange({ ...source, file: { name: file.name, text: await file.text() } });
  };
  return (
    <div className="grid gap-4">
      <ChoiceCards
        legend="Where the document comes from"
        className="sm:grid-cols-3"
        choices={[
          { value: "file", label: "File", hint: "JSON or YAML, up to 5 MB." },
          { value: "paste", label: "Paste", hint: "The document's text." },
          { value: "url", label: "Address", hint: "The server reads it." },
        ]}
        value={source.from}
        onChange={(from) => onChange({ ...source, from })}
      />
      {source.from === "file" && (
        <div className="flex flex-wrap items-center gap-3">
          <input
            ref={input}
            type="file"
            aria-label="OpenAPI document"
            accept=".json,.yaml,.yml,application/json,application/yaml,text/yaml"
            className="sr-only"
            tabIndex={-1}
            onChange={(event) => {
              void read(event.target.files?.[0]);
              event.target.value = "";
            }}
          />
          <Button onClick={() => input.current?.click()}>
            <FileUp aria-hidden />
            Choose a file
          </Button>
          <p className="min-w-0 text-sm wrap-anywhere text-ink-2" role="status">
            {problem || faults["source.text"] || (source.file ? source.file.name : "No file chosen.")}
          </p>
        </div>
      )}
      {source.from === "paste" && (
        <AreaField
          name="source.text"
          label="Document"
          value={source.text}
          error={faults["source.text"]}
          placeholder={"openapi: 3.1.0\ninfo:\n  title: …"}
          rows={8}
          code
          onChange={(text) => onChange({ ...source, text })}
        />
      )}
      {source.from === "url" && (
        <TextField
          name="source.url"
          label="Address of the document"
          value={source.url}
          error={faults["source.url"]}
          placeholder="https://api.example.com/openapi.json"
          code
          onChange={(url) => onChange({ ...source, url })}
        />
      )}
    </div>
  );
}
