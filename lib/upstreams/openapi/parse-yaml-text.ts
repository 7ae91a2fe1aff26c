import { isMap, isScalar, LineCounter, visit, type Document, type YAMLMap } from "yaml";
import type { Json } from "../../platform/json";
import { composeYaml, yamlTokens } from "../../platform/yaml";
import { unusable } from "./refusal";

/** Levels of [ and {, and of `- - -` on one line: the parser recurses into each. */
const MAX_FLOW = 50;
const MAX_COMPACT = 16;
const MAX_INDENT = 200;
/** Indicators and line ends, which the parser's time grows with; 25,000 lines of ordinary YAML have as many. */
const MAX_STRUCTURE = 60_000;
/** Lines that begin with neither a space, a dash nor a comment: a document has a dozen of them. */
const MAX_OUTER = 1_000;

/** YAML 1.2, core schema, one document, no aliases, tags or merge keys. @throws DomainError INVALID_INPUT */
export function parseYamlText(text: string): Json {
  refuseBefore(text);
  const lines = new LineCounter();
  const document = compose(text, lines);
  const [error] = [...document.errors, ...document.warnings];
  if (error) {
    const { line } = lines.linePos(error.pos[0]);
    throw unusable("", `Line ${line}: this is not YAML. ${error.message.slice(0, 200)}`);
  }
  inspectKeys(document, lines);
  return document.toJS({ maxAliasCount: 0 }) as Json; // safe: the core schema makes JSON values only, keys are text
}

function compose(text: string, lines: LineCounter): Document {
  try {
    return composeYaml(text, lines);
  } catch (cause) {
    throw unusable("", "It could not be read as YAML.", cause);
  }
}

/** A look at the tokens alone: what would take the parser down, or make it slow, does not reach it. */
function refuseBefore(text: string): void {
  const refuse = (offset: number, detail: string): never => {
    throw unusable("", `Line ${text.slice(0, offset).split("\n").length}: ${detail}`);
  };
  // Before the lexer, which takes a tenth of a second for what this finds in a hundredth.
  let outer = 0;
  for (const { index } of text.matchAll(/^[^\s#-]/gm))
    if (++outer > MAX_OUTER) refuse(index, "too many lines are not indented; this is no OpenAPI document.");
  for (const { text: token, offset, scalar, structure, flow, compact, indent, gap } of yamlTokens(text)) {
    if (!scalar && /^[&*]/.test(token))
      refuse(offset, "anchors and aliases are not accepted; write the value out.");
    if (!scalar && token.startsWith("!")) refuse(offset, "tags are not accepted.");
    if (structure > MAX_STRUCTURE) refuse(offset, "it has too many parts for YAML; give it as JSON.");
    if (indent > MAX_INDENT || flow > MAX_FLOW || compact > MAX_COMPACT)
      refuse(offset, "it nests too deeply.");
    if (gap) refuse(offset, "an item is missing between two commas.");
  }
}

function inspectKeys(document: Document, lines: LineCounter): void {
  visit(document, {
    Map(_, map) {
      const fault = keyFault(map);
      if (!fault) return;
      const { line } = lines.linePos(fault.offset);
      throw unusable("", `Line ${line}: ${fault.detail}`);
    },
  });
}

function keyFault(map: YAMLMap): { offset: number; detail: string } | null {
  const seen = new Set<unknown>();
  for (const { key } of map.items) {
    const node = isScalar(key) || isMap(key) ? key : null;
    const offset = node?.range?.[0] ?? 0;
    const name: unknown = isScalar(key) ? key.value : key;
    if (name === "<<") return { offset, detail: "merge keys are not accepted; write the fields out." };
    if (seen.has(name)) return { offset, detail: "this key is written twice." };
    seen.add(name);
  }
  return null;
}
