import {
  type Document,
  isPair,
  isScalar,
  LineCounter,
  type Scalar,
  visit,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { composeYaml } from "../platform/yaml";
import { MAX_FINDINGS, PolicyError } from "./errors";
import { inspectTokens } from "./inspect-tokens";
import { Locator } from "./locate";
import { MAX_POLICY_BYTES } from "./schemas";
import type { Finding } from "./types";

/** What YAML itself forbids in a text. */
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

export type ParsedYaml = { document: Document; locator: Locator; value: unknown };

/**
 * Reads YAML 1.2 core schema: no aliases, anchors, tags, directives, merge keys or duplicate keys, one
 * document, text keys only. Work is linear in the text. @throws PolicyError
 */
export function parseYaml(source: string): ParsedYaml {
  const lines = new LineCounter();
  const locator = new Locator(source, lines);
  refuseBefore(source);
  const document = compose(source, lines);
  const broken = document.errors.length > 0 ? document.errors : document.warnings;
  if (broken.length > 0) throw new PolicyError(broken.map((error) => syntaxFinding(locator, error)));
  const findings = inspectNodes(document, locator);
  if (findings.length > 0) throw new PolicyError(findings);
  return { document, locator, value: document.toJS({ maxAliasCount: 0 }) as unknown };
}

/** What has to be known before a parser may see the text. */
function refuseBefore(source: string): void {
  const at = (line: number, column: number, code: Finding["code"], message: string, fix: string): never => {
    throw new PolicyError([{ code, line, column, message, fix }]);
  };
  // A UTF-16 unit is at least one byte, so the cheap test comes first.
  if (source.length > MAX_POLICY_BYTES || Buffer.byteLength(source) > MAX_POLICY_BYTES)
    at(1, 1, "TOO_LARGE", "The document is larger than 256 KB.", "Merge rules with lists of capabilities.");
  const control = CONTROL.exec(source);
  if (control)
    at(
      lineNumber(source, control.index),
      1,
      "YAML_SYNTAX",
      "The line holds a control character.",
      "Remove it.",
    );
  const directive = /^%/m.exec(source);
  if (directive)
    at(
      lineNumber(source, directive.index),
      1,
      "DIRECTIVE_NOT_ALLOWED",
      "YAML directives are not allowed.",
      "Remove it.",
    );
  const fault = inspectTokens(source);
  if (fault)
    at(
      lineNumber(source, fault.offset),
      columnNumber(source, fault.offset),
      fault.code,
      fault.message,
      fault.fix,
    );
}

function compose(source: string, lines: LineCounter): Document {
  try {
    return composeYaml(source, lines);
  } catch {
    const message = "The document could not be read as YAML.";
    throw new PolicyError([
      { code: "YAML_SYNTAX", line: 1, column: 1, message, fix: "Check its indentation." },
    ]);
  }
}

function syntaxFinding(locator: Locator, error: YAMLError): Finding {
  const text = `${error.message.replace(/\.$/, "")}.`;
  const at = (code: Finding["code"], message: string, fix: string) =>
    locator.at(error.pos[0], code, message, fix);
  switch (error.code) {
    case "TAB_AS_INDENT":
      return at("TAB_INDENTATION", "A tab is used for indentation.", "Indent with spaces.");
    case "NON_STRING_KEY":
      return at("FORBIDDEN_KEY", "The key is not text.", "Write a field of the policy format.");
    case "MULTIPLE_DOCS":
      return at("YAML_SYNTAX", "There is more than one document.", "Keep one, without --- between.");
    default:
      return at("YAML_SYNTAX", text, "Correct the YAML here.");
  }
}

function inspectNodes(document: Document, locator: Locator): Finding[] {
  const findings: Finding[] = [];
  const add = (node: unknown, code: Finding["code"], message: string, fix: string) => {
    findings.push(locator.node(node, code, message, fix));
  };
  visit(document, {
    Map(_, map) {
      for (const twice of repeatedKeys(map)) {
        const message = `The key ${String(twice.value)} is written twice.`;
        add(twice, "DUPLICATE_KEY", message, "Keep one of the two.");
      }
    },
    Scalar(key, { value }, path) {
      if (key !== "key") return undefined;
      const node = path.at(-1);
      const at = isPair(node) ? node.key : node;
      if (value === "<<")
        add(at, "MERGE_KEY_NOT_ALLOWED", "Merge keys are not allowed.", "Write the fields out.");
      if (FORBIDDEN_KEYS.has(String(value)))
        add(at, "FORBIDDEN_KEY", `The key ${String(value)} is not allowed.`, "Remove it.");
      return findings.length >= MAX_FINDINGS ? visit.BREAK : undefined;
    },
  });
  return findings;
}

function repeatedKeys(map: YAMLMap): Scalar[] {
  const seen = new Set<unknown>();
  const repeated: Scalar[] = [];
  for (const { key } of map.items) {
    if (!isScalar(key)) continue;
    if (seen.has(key.value)) repeated.push(key);
    seen.add(key.value);
  }
  return repeated;
}

function columnNumber(source: string, offset: number): number {
  return offset - source.lastIndexOf("\n", offset - 1);
}

function lineNumber(source: string, offset: number): number {
  let line = 1;
  for (let at = source.indexOf("\n"); at !== -1 && at < offset; at = source.indexOf("\n", at + 1)) line++;
  return line;
}
