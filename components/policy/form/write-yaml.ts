import { Document, isSeq, Pair, Scalar, YAMLMap, type Node } from "yaml";

/** Lines stay as they were typed; a list on one line is written as people write it. */
const WRITING = { lineWidth: 0, flowCollectionPadding: false } as const;
/** Lists that would be longer than this get a line for each entry. */
const LINE = 100;

export type Value = string | number | boolean | readonly string[] | { readonly [key: string]: Value };

/** How a text was written before: kept where the new text can be written so. */
export type ScalarStyle = Pick<Scalar, "type" | "comment"> | undefined;

/** `key: value` as lines at an indent, with the line's end. */
export function pairLines(key: string, value: Value, indent: number): string {
  const document = new Document({});
  document.set(document.createNode(key), nodeOf(document, value, indent + key.length + 2));
  return indented(document.toString(WRITING), indent);
}

/** One entry of a list of rules, as lines at the indent of its dash. */
export function itemLines(value: { readonly [key: string]: Value }, indent: number): string {
  const document = new Document([]);
  document.add(nodeOf(document, value, indent + 2));
  return indented(document.toString(WRITING), indent);
}

/** A scalar as it stands after `key: `, its further lines at the indent of the key. */
export function scalarText(value: string | number | boolean, indent: number, style?: ScalarStyle): string {
  const document = new Document({});
  document.set("k", scalarOf(value, style));
  const [first = "", ...rest] = document.toString(WRITING).trimEnd().split("\n");
  return [first.slice("k:".length).trimStart(), ...rest.map((line) => indentLine(line, indent))].join("\n");
}

/** A text as an entry of a list: always on one line. */
export function entryText(value: string, inFlow: boolean): string {
  const document = new Document([]);
  const scalar = new Scalar(value);
  if (value.includes("\n")) scalar.type = "QUOTE_DOUBLE";
  document.add(scalar);
  if (inFlow && isSeq(document.contents)) document.contents.flow = true;
  const written = document.toString(WRITING).trimEnd();
  return inFlow ? written.slice(1, -1) : written.slice(2);
}

/** A node of a parsed text, written anew with its comments. */
export function nodeText(node: Node, indent: number): string {
  const document = new Document({});
  document.set("k", node);
  const [first = "", ...rest] = document.toString(WRITING).trimEnd().split("\n");
  return [first.slice("k:".length).trimStart(), ...rest.map((line) => indentLine(line, indent))].join("\n");
}

function nodeOf(document: Document, value: Value, column: number): Node {
  if (typeof value !== "object") return scalarOf(value);
  if (isList(value)) {
    const list = document.createNode(value);
    list.flow = column + value.map((entry) => entryText(entry, true)).join(", ").length + 2 <= LINE;
    return list;
  }
  const map = new YAMLMap<Scalar, Node>();
  for (const [key, inner] of Object.entries(value))
    map.add(new Pair(new Scalar(key), nodeOf(document, inner, column + key.length + 2)));
  return map;
}

function isList(value: Value): value is readonly string[] {
  return Array.isArray(value);
}

function scalarOf(value: string | number | boolean, style?: ScalarStyle): Scalar {
  if (typeof value !== "string") return new Scalar(value);
  const block = style?.type === "BLOCK_LITERAL" || style?.type === "BLOCK_FOLDED" || value.includes("\n");
  // With its last line's end: that is what a reader of `|` gets, and `|-` is harder on the eyes.
  const scalar = new Scalar(block && value !== "" ? `${value}\n` : value);
  if (block && value !== "") {
    scalar.type = "BLOCK_LITERAL";
    if (style?.comment) scalar.comment = style.comment;
  } else if (style?.type === "QUOTE_SINGLE" || style?.type === "QUOTE_DOUBLE") scalar.type = style.type;
  return scalar;
}

function indented(text: string, indent: number): string {
  return text
    .split("\n")
    .map((line) => indentLine(line, indent))
    .join("\n");
}

function indentLine(line: string, indent: number): string {
  return line === "" ? "" : " ".repeat(indent) + line;
}
