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
    return { code, ...this.#position(offset), message, fix };
  }

  node(node: unknown, code: FindingCode, message: string, fix: string): Finding {
    return this.at(offsetOf(node), code, message, fix);
  }

  lineOf(node: unknown): number {
    return Math.max(this.#lines.linePos(offsetOf(node)).line, 1);
  }

  /** Where a scalar's text begins, and how its characters follow: exact for one-line and `|` scalars. */
  textPlace(scalar: Scalar): TextPlace {
    const start = offsetOf(scalar);
    const quoted = scalar.type === "QUOTE_SINGLE" || scalar.type === "QUOTE_DOUBLE";
    if ((quoted || scalar.type === "PLAIN") && !this.#spans(scalar))
      return { ...this.#position(start + (quoted ? 1 : 0)), follows: "line" };
    if (scalar.type !== "BLOCK_LITERAL") return { ...this.#position(start), follows: "unknown" };
    const line = this.#source.indexOf("\n", start) + 1;
    const indent = /^ */.exec(this.#source.slice(line))?.[0].length ?? 0;
    return { ...this.#position(line + indent), follows: "block" };
  }

  #spans(scalar: Scalar): boolean {
    const [from, to] = scalar.range ?? [0, 0];
    return this.#source.slice(from, to).includes("\n");
  }

  #position(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(Math.min(Math.max(offset, 0), this.#source.length));
    // An offset before the first line start counts as the beginning.
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

/** Where a text in the document begins (1-based), and whether its lines are the document's own. */
export type TextPlace = { line: number; column: number; follows: "line" | "block" | "unknown" };

/** The place of one of the text's characters; the beginning where the layout doesn't tell. */
export function placeInside(at: TextPlace, text: string, index: number): { line: number; column: number } {
  if (at.follows === "line") return { line: at.line, column: at.column + index };
  if (at.follows === "unknown") return { line: at.line, column: at.column };
  const before = text.slice(0, index).split("\n");
  return { line: at.line + before.length - 1, column: at.column + (before.at(-1)?.length ?? 0) };
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
