import { parseDocument, type Document, type LineCounter } from "yaml";

export { yamlTokens, type YamlToken } from "./tokens";

/**
 * Reads text from strangers as YAML 1.2, core schema, one document, without merge keys; `toJS` of it wants
 * `maxAliasCount: 0`. What is wrong with the text is in the document's errors and warnings.
 * Duplicate keys are the caller's to find: the parser compares each key with each other.
 * @throws whatever the parser throws where a text takes it down
 */
export function composeYaml(text: string, lines: LineCounter): Document {
  return parseDocument(text, {
    version: "1.2",
    schema: "core",
    merge: false,
    resolveKnownTags: false,
    uniqueKeys: false,
    stringKeys: true,
    strict: true,
    prettyErrors: false,
    lineCounter: lines,
  });
}
