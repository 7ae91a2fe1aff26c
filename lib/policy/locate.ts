import {
  isMap,
  isNode,
  isPair,
  isScalar,
  type Document,
  type LineCounter,
  type Node,
  type Scalar,
} from "yaml";
import type { Finding, FindingCode } from "./types";

/** Turns offsets of the text, nodes and paths of the document into findings with line and column. */
export class Locator {
  readonly #source: string;
  readonly #lines: LineCounter;

  constructor(source: string, lines: LineCounter) {
    this.#source = source;
    this.#lines = lines;
  }

  at(offset: number, code: FindingCode, message: string, fix: string): Finding {
    const { line, col } = this.#lines.linePos(Math.min(Math.max(offset, 0), this.#source.length));
    // An offset before the first line start counts as the beginning.
    return { code, line: Math.max(line, 1), column: Math.max(col, 1), message, fix };
  }

  node(node: unknown, code: FindingCode, message: string, fix: string): Finding {
    return this.at(offsetOf(node), code, message, fix);
  }

  lineOf(node: unknown): number {
    return Math.max(this.#lines.linePos(offsetOf(node)).line, 1);
  }

  /** The place of a character of a scalar's text: exact for one-line and `|` scalars, else the scalar's start. */
  inside(scalar: Scalar, index: number): number {
    const start = offsetOf(scalar);
    if (scalar.type === "PLAIN" && !this.#spans(scalar)) return start + index;
    if ((scalar.type === "QUOTE_SINGLE" || scalar.type === "QUOTE_DOUBLE") && !this.#spans(scalar))
      return start + 1 + index;
    if (scalar.type === "BLOCK_LITERAL") return this.#insideBlock(scalar, start, index);
    return start;
  }

  #spans(scalar: Scalar): boolean {
    const [from, to] = scalar.range ?? [0, 0];
    return this.#source.slice(from, to).includes("\n");
  }

  #insideBlock(scalar: Scalar, start: number, index: number): number {
    const before = String(scalar.value).slice(0, index).split("\n");
    let line = this.#source.indexOf("\n", start) + 1;
    const indent = /^ */.exec(this.#source.slice(line))?.[0].length ?? 0;
    for (let n = 1; n < before.length; n++) line = this.#source.indexOf("\n", line) + 1;
    return line + indent + (before.at(-1)?.length ?? 0);
  }
}

/** The node at a path of keys and indexes, or the nearest one above it. */
export function nodeAt(document: Document, path: readonly PropertyKey[]): Node | null {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node;
  }
  return null;
}

/** The key node of a member, where a message is about the key rather than its value. */
export function keyAt(document: Document, path: readonly PropertyKey[], key: string): unknown {
  const map = nodeAt(document, path);
  if (!isMap(map)) return map;
  return map.items.find((pair) => isPair(pair) && isScalar(pair.key) && pair.key.value === key)?.key ?? map;
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
