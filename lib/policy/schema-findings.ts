import type { z } from "zod";
import { MAX_FINDINGS } from "./errors";
import { keyAt } from "./locate";
import type { ParsedYaml } from "./parse-yaml";
import { suggest } from "./suggest";
import type { Finding } from "./types";

/** `rules[3].action`, the way people write a path; `whole` names the empty one. */
export function pathName(path: readonly PropertyKey[], whole: string): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return text === "" ? whole : text.replace(/^\./, "");
}

/** Whether something stands at the path at all: what is missing gets another message than what is wrong. */
export function isWritten({ document }: ParsedYaml, path: readonly PropertyKey[]): boolean {
  return path.length === 0 ? document.contents !== null : document.hasIn(path);
}

/** A finding for each field that `where` doesn't have, with the known one that was meant. */
export function unknownFields(
  { document, locator }: ParsedYaml,
  issue: z.core.$ZodIssueUnrecognizedKeys,
  where: string,
  fields: readonly string[] | undefined,
): Finding[] {
  return issue.keys.slice(0, MAX_FINDINGS).map((key) => {
    const node = keyAt(document, issue.path, key);
    const fix = fields ? suggest(key, fields) : "Remove it.";
    return locator.node(node, "UNKNOWN_FIELD", `${where} has no field ${key}.`, fix);
  });
}
