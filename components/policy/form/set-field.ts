import { isMap, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { RULE_FIELDS } from "./fields";
import {
  afterBlock,
  columnOf,
  endOf,
  endOfPair,
  insertLines,
  keyOf,
  lineStart,
  nextLine,
  plain,
  readSource,
  splice,
  startOf,
} from "./source";
import { entryText, nodeText, pairLines, scalarText, type Value } from "./write-yaml";

export type FieldPath = readonly (string | number)[];
/** Sets a field of the rule that is shown. */
export type SetRuleField = (path: FieldPath, value: Value | undefined) => void;

/**
 * Sets one field of a policy's text, or takes it away (`undefined`, an empty text, an empty list). Only the lines of that
 * field change: what stands elsewhere, comments and layout too, stays as it was typed. A text that can't be
 * read comes back as it is.
 */
export function setField(text: string, path: FieldPath, value: Value | undefined): string {
  const source = readSource(text);
  if (!source.ok) return text;
  if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0))
    return removeField(text, source.root, path);
  return writeField(text, source.root, path, value);
}

function writeField(text: string, root: YAMLMap, path: FieldPath, value: Value): string {
  let map: YAMLMap = root;
  for (let depth = 0; depth < path.length; depth++) {
    const step = path[depth];
    const rest = path.slice(depth + 1);
    if (map.flow) return rewriteFlow(text, map, path.slice(depth), value);
    const pair = pairOf(map, step);
    if (!pair) return addPair(text, map, String(step), nested(rest, value));
    const inner = pair.value;
    if (rest.length === 0) return replaceValue(text, pair, value);
    const next = isSeq(inner) && typeof rest[0] === "number" ? inner.items[rest[0]] : inner;
    if (isSeq(inner) && typeof rest[0] === "number") depth++;
    if (!isMap(next)) return replaceValue(text, pair, nested(rest, value));
    map = next;
  }
  return text;
}

function pairOf(map: YAMLMap, key: unknown): Pair | undefined {
  return map.items.find((pair) => keyOf(pair) === String(key));
}

/** The value that a path of keys leads to, as the maps around it. */
function nested(path: FieldPath, value: Value): Value {
  return path.reduceRight<Value>((inner, key) => ({ [String(key)]: inner }), value);
}

/** A map on one line is written anew as a whole, with its comments. */
function rewriteFlow(text: string, map: YAMLMap, path: FieldPath, value?: Value): string {
  if (value === undefined) map.deleteIn(path);
  else map.setIn(path, value);
  const { range } = map;
  if (!range) return text;
  // A comment beside it stays where it is; one inside goes with the node.
  if (!text.slice(range[0], range[1]).includes("#")) map.comment = map.commentBefore = null;
  return splice(text, range[0], range[1], nodeText(map, indentOfLine(text, range[0])));
}

function addPair(text: string, map: YAMLMap, key: string, value: Value): string {
  const first = map.items[0];
  if (!first) return splice(text, ...rangeOf(map), `{ ${pairLines(key, value, 0).trimEnd()} }`);
  const indent = columnOf(text, startOf(first.key));
  const before = map.items.findLast((pair) => rank(keyOf(pair)) < rank(key)) ?? first;
  const after = afterBlock(text, endOfPair(text, before), indent);
  return insertLines(text, after, pairLines(key, value, indent));
}

function rank(key: string): number {
  const at = RULE_FIELDS.indexOf(key);
  return at === -1 ? RULE_FIELDS.length : at;
}

function replaceValue(text: string, pair: Pair, value: Value): string {
  const node = pair.value as Node | null;
  const indent = columnOf(text, startOf(pair.key));
  if (Array.isArray(value) && isSeq(node)) return replaceList(text, node, value as readonly string[]);
  if (isScalar(node) && typeof value !== "object") {
    if (sameText(node, value)) return text;
    const written = scalarText(value, indent, node.source === "" ? undefined : node);
    return replaceScalar(text, pair, node, written);
  }
  const from = startOf(pair.key);
  const to = endOfPair(text, pair);
  return splice(text, from, to, pairLines(keyOf(pair), value, indent).trim());
}

function replaceScalar(text: string, pair: Pair, node: Scalar, written: string): string {
  const from = Math.max(rangeOf(node)[0], text.indexOf(":", endOf(text, pair.key)) + 1);
  const to = Math.max(from, endOf(text, node));
  const line = nextLine(text, to);
  const rest = text.slice(to, line);
  const gap = text[from - 1] === ":" ? " " : "";
  const isBlock = written.startsWith("|");
  if (!isBlock || !rest.trim().startsWith("#")) return splice(text, from, to, gap + written);
  // What was said beside a line is said beside the head of the block that replaces it.
  const [head = "", ...lines] = written.split("\n");
  const end = rest.endsWith("\n") ? "\n" : "";
  return splice(text, from, line, `${gap}${head}${rest.trimEnd()}\n${lines.join("\n")}${end}`);
}

function sameText(node: Scalar, value: string | number | boolean): boolean {
  const before = typeof node.value === "string" ? node.value.replace(/\n+$/, "") : node.value;
  return before === value;
}

function replaceList(text: string, list: YAMLSeq, values: readonly string[]): string {
  const before = (plain(list) as unknown[]).map(String);
  if (before.length === values.length && before.every((entry, n) => entry === values[n])) return text;
  return list.flow ? replaceFlowList(text, list, values) : replaceBlockList(text, list, values);
}

function replaceFlowList(text: string, list: YAMLSeq, values: readonly string[]): string {
  const [from, to] = rangeOf(list);
  const known = (value: string) => list.items.find((item) => isScalar(item) && String(item.value) === value);
  const within = text.slice(from, to);
  // Over several lines there may be comments, which the parser's own writer keeps.
  if (within.includes("\n") && within.includes("#")) {
    list.items = values.map((value) => known(value) ?? new Scalar(value));
    return splice(text, from, to, nodeText(list, indentOfLine(text, from)));
  }
  const entries = values.map((value) => {
    const item = known(value);
    return item ? text.slice(startOf(item), endOf(text, item)) : entryText(value, true);
  });
  const pad = within[1] === " " ? " " : "";
  return splice(text, from, to, `[${pad}${entries.join(", ")}${pad}]`);
}

/** Entries that stay keep their lines, with the comments above and beside them. */
function replaceBlockList(text: string, list: YAMLSeq, values: readonly string[]): string {
  const first = list.items[0];
  const dash = text.lastIndexOf("-", startOf(first));
  const top = lineStart(text, dash);
  const indent = dash - top;
  let from = top;
  const lines = new Map<string, string>();
  for (const item of list.items) {
    const to = afterBlock(text, endOf(text, item), indent);
    lines.set(isScalar(item) ? String(item.value) : "", text.slice(from, to));
    from = to;
  }
  const written = values.map(
    (value) => lines.get(value) ?? `${" ".repeat(indent)}- ${entryText(value, false)}\n`,
  );
  const joined = written.map((line) => (line.endsWith("\n") ? line : `${line}\n`)).join("");
  return splice(text, top, from, text.slice(top, from).endsWith("\n") ? joined : joined.trimEnd());
}

function removeField(text: string, root: YAMLMap, path: FieldPath): string {
  const parents: { map: YAMLMap; pair: Pair; flowPath: FieldPath }[] = [];
  let map: YAMLMap = root;
  for (let depth = 0; depth < path.length; depth++) {
    const pair = pairOf(map, path[depth]);
    if (!pair) return text;
    parents.push({ map, pair, flowPath: path.slice(depth) });
    if (map.flow || depth === path.length - 1) break;
    const inner = pair.value;
    const step = path[depth + 1];
    const entry = isSeq(inner) && typeof step === "number" ? inner.items[step] : inner;
    if (isSeq(inner) && typeof step === "number") depth++;
    if (!isMap(entry)) return text;
    map = entry;
  }
  // What holds nothing else goes with it, up to the rule.
  let at = parents.length - 1;
  while (
    at > 0 &&
    parents[at]?.map.items.length === 1 &&
    keyOf((parents[at - 1] as { pair: Pair }).pair) !== "rules"
  )
    at--;
  const found = parents[at];
  if (!found) return text;
  if (found.map.flow) return rewriteFlow(text, found.map, found.flowPath);
  return cutPair(text, found.map, found.pair);
}

function cutPair(text: string, map: YAMLMap, pair: Pair): string {
  const key = startOf(pair.key);
  const top = lineStart(text, key);
  const after = afterBlock(text, endOfPair(text, pair), columnOf(text, key));
  const index = map.items.indexOf(pair);
  if (text.slice(top, key).trim() === "") return splice(text, top, after, "");
  // The field shares its line with the dash of its rule: the next one moves up, and comments between go above.
  const next = map.items[index + 1];
  if (!next) return splice(text, key, endOfPair(text, pair), "{}");
  const nextKey = startOf(next.key);
  const between = text.slice(after, lineStart(text, nextKey));
  return text.slice(0, top) + between + text.slice(top, key) + text.slice(nextKey);
}

function indentOfLine(text: string, offset: number): number {
  return /^ */.exec(text.slice(lineStart(text, offset)))?.[0].length ?? 0;
}

function rangeOf(node: Node): [number, number] {
  const [from, to] = node.range ?? [0, 0];
  return [from, to];
}
