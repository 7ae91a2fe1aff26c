import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

/** A text that the form can edit in place, or the sentence that says why it can't. */
export type Source =
  { ok: true; text: string; document: Document; root: YAMLMap } | { ok: false; problem: string };

/** Reads a policy's text as far as the form needs: structure and places, not meaning. */
export function readSource(text: string): Source {
  const document = parseDocument(text, { logLevel: "silent" });
  const [fault] = document.errors;
  if (fault) {
    const line = fault.linePos?.[0].line;
    return { ok: false, problem: `${line ? `Line ${line}: ` : ""}${firstLine(fault.message)}` };
  }
  if (document.contents === null) return { ok: false, problem: "The text is empty." };
  if (!isMap(document.contents) || document.contents.flow)
    return { ok: false, problem: "The text is not a list of fields." };
  return { ok: true, text, document, root: document.contents };
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
}

export function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : "";
}

/** Where a node of a parsed text begins. */
export function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** Where the last character of a node or pair stands, plus one: without comments and blank lines after it. */
export function endOf(text: string, node: unknown): number {
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1);
    if (last) return endOfPair(text, last);
  }
  if (isSeq(node) && !node.flow) {
    const last = node.items.at(-1);
    if (last) return endOf(text, last);
  }
  const [from, to] = isNode(node) ? (node.range ?? [0, 0]) : [0, 0];
  return from + text.slice(from, to).trimEnd().length;
}

export function endOfPair(text: string, pair: Pair): number {
  return Math.max(endOf(text, pair.key), isNode(pair.value) ? endOf(text, pair.value) : 0);
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Where the next line begins, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

/** Where what ends at `offset` is over: after its line, and the comments below that are set further in. */
export function afterBlock(text: string, offset: number, indent: number): number {
  let at = nextLine(text, offset);
  for (;;) {
    const line = text.slice(at, nextLine(text, at));
    const comment = /^( *)#/.exec(line);
    if (!comment || (comment[1] ?? "").length <= indent) return at;
    at = nextLine(text, at);
  }
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** The value that a node stands for, without following aliases: a policy has none. */
export function plain(node: unknown): unknown {
  if (isAlias(node)) return undefined;
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map(plain);
  if (isMap(node)) return Object.fromEntries(node.items.map((pair) => [keyOf(pair), plain(pair.value)]));
  return undefined;
}

/** The list of rules, where it is written as a list of lines: what the form can move and cut. */
export function rulesOf(source: Extract<Source, { ok: true }>): YAMLSeq | null {
  const rules = source.root.get("rules", true) as Node | undefined;
  return isSeq(rules) ? rules : null;
}

/** Replaces a range, and sees to it that what follows begins on a line of its own where `line` says so. */
export function splice(text: string, from: number, to: number, inserted: string): string {
  return text.slice(0, from) + inserted + text.slice(to);
}

/** Inserts whole lines at the start of a line, or after a last line that lacks its end. */
export function insertLines(text: string, at: number, lines: string): string {
  const before = text.slice(0, at);
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  return before + gap + lines + text.slice(at);
}
