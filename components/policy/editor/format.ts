import { parseDocument } from "yaml";

export type Formatted = { ok: true; text: string } | { ok: false; problem: string };

/** The text as the YAML writer lays it out, comments kept. A text with faults stays: formatting could hide them. */
export function formatYaml(text: string): Formatted {
  const document = parseDocument(text, { logLevel: "silent" });
  const [fault] = document.errors;
  if (fault)
    return { ok: false, problem: `Line ${fault.linePos?.[0].line ?? 1} can't be read yet: mend it first.` };
  if (document.contents === null) return { ok: true, text };
  return { ok: true, text: document.toString({ lineWidth: 0, flowCollectionPadding: false }) };
}
