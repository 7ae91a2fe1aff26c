import {
  type Document,
  isPair,
  isScalar,
  Lexer,
  LineCounter,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { MAX_FINDINGS, PolicyError } from "./errors";
import { Locator } from "./locate";
import { MAX_POLICY_BYTES } from "./schemas";
import type { Finding } from "./types";

/** A policy needs five levels; what is nested far deeper is an attack or a mistake. */
const MAX_FLOW_DEPTH = 16;
const MAX_INDENT = 64;
const MAX_COMPACT = 8;
/** Indicators and line ends: what the parser's work grows with. 2,000 ordinary rules have 45,000. */
const MAX_STRUCTURE = 60_000;
const STRUCTURE = /^(?:[[\]{},?:-]|\r?\n)$/;
const DEEP = {
  code: "TOO_DEEP",
  message: "The document is nested too deeply.",
  fix: "A policy needs five levels.",
} as const;
const LARGE = {
  code: "TOO_LARGE",
  message: "The document has too many parts.",
  fix: "Merge rules with lists of capabilities.",
} as const;
const EMPTY_ITEM = {
  code: "YAML_SYNTAX",
  message: "An item is missing between two commas.",
  fix: "Remove one comma.",
} as const;
const INDICATORS = new Set(["-", "?", ":"]);
const SCALAR_MARK = "\x1f";
const MARKS = new Set(["\x02", "\x18", SCALAR_MARK]);
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

type TokenFault = { offset: number; code: Finding["code"]; message: string; fix: string };

/**
 * A first look at the tokens alone. The parser recurses into nesting, deep enough to take the whole process
 * down with it, and its time grows with the square of some faults: neither text may reach it.
 */
function inspectTokens(source: string): TokenFault | null {
  let offset = 0;
  let flow = 0;
  let compact = 0;
  let structure = 0;
  let last = "\n";
  let scalar = false;
  for (const token of new Lexer().lex(source)) {
    // The lexer marks documents and scalars with tokens of its own, which are not in the text.
    if (MARKS.has(token)) {
      scalar = token === SCALAR_MARK;
      continue;
    }
    const refused = scalar ? null : refusedToken(token);
    scalar = false;
    if (refused) return { offset, ...refused };
    if (STRUCTURE.test(token)) structure++;
    if (token === "[" || token === "{") flow++;
    else if (token === "]" || token === "}") flow--;
    // In `- - - x` and `? ? x` each indicator on the line is a level.
    else if (INDICATORS.has(token) && flow === 0) compact++;
    else if (last.endsWith("\n") && token.length > MAX_INDENT && token.trim() === "")
      return { offset, ...DEEP };
    if (flow > MAX_FLOW_DEPTH || compact > MAX_COMPACT) return { offset, ...DEEP };
    if (structure > MAX_STRUCTURE) return { offset, ...LARGE };
    if (token === "," && last === ",") return { offset, ...EMPTY_ITEM };
    if (token.includes("\n")) compact = 0;
    if (token.trim() !== "" || token.includes("\n")) last = token;
    offset += token.length;
  }
  return null;
}

/** Anchors, aliases and tags are never allowed, so the parser needn't see them. */
function refusedToken(token: string): Omit<TokenFault, "offset"> | null {
  switch (token[0]) {
    case "&":
      return { code: "ALIAS_NOT_ALLOWED", message: `The anchor ${token} is not allowed.`, fix: "Remove it." };
    case "*": {
      const fix = 'Write the value out; a star that stands for itself needs quotes: "*".';
      return { code: "ALIAS_NOT_ALLOWED", message: `The alias ${token} is not allowed.`, fix };
    }
    case "!":
      return {
        code: "TAG_NOT_ALLOWED",
        message: "Tags are not allowed.",
        fix: "Write the value without a tag.",
      };
    default:
      return null;
  }
}

function compose(source: string, lines: LineCounter): Document {
  try {
    return parseDocument(source, {
      version: "1.2",
      schema: "core",
      merge: false,
      resolveKnownTags: false,
      // Checked in inspectNodes: the parser compares each key with each other.
      uniqueKeys: false,
      stringKeys: true,
      strict: true,
      prettyErrors: false,
      lineCounter: lines,
    });
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
