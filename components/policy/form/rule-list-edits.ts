import { isMap, isScalar, type YAMLSeq } from "yaml";
import {
  afterBlock,
  columnOf,
  endOf,
  insertLines,
  lineStart,
  nextLine,
  readSource,
  rulesOf,
  splice,
  startOf,
} from "./source";
import { itemLines, type Value } from "./write-yaml";

/** Why the list of rules can't be edited in place, or null where it can. */
export function listProblem(text: string, rules: YAMLSeq): string | null {
  if (rules.items.length > 0 && rules.flow)
    return "The rules are written on one line. Format the text, and they can be edited here.";
  for (const item of rules.items) {
    if (!isMap(item)) return "One of the rules is not a list of fields. Mend it in the text.";
    const start = startOf(item);
    const before = text.slice(lineStart(text, start), start);
    if (!/^\s*- +$/.test(before) || item.flow)
      return "One of the rules is written on one line. Format the text, and it can be edited here.";
  }
  return null;
}

/** A rule's lines: the blank lines above it, which stay where they are, then its comments and itself. */
type Segment = { gap: string; body: string };

function segmentsOf(text: string, rules: YAMLSeq): { from: number; to: number; segments: Segment[] } {
  const first = rules.items[0];
  const dashLine = lineStart(text, startOf(first));
  const from = startOfComments(text, dashLine);
  let at = from;
  const segments = rules.items.map((item) => {
    const to = afterBlock(text, endOf(text, item), columnOf(text, startOf(item)) - 2);
    const lines = text.slice(at, to);
    at = to;
    const gap = /^(?:[ \t]*\r?\n)*/.exec(lines)?.[0] ?? "";
    const body = lines.slice(gap.length);
    return { gap, body: body.endsWith("\n") ? body : `${body}\n` };
  });
  return { from, to: at, segments };
}

/** The first rule's comments begin after the line of `rules:`. */
function startOfComments(text: string, dashLine: number): number {
  let from = dashLine;
  while (from > 0) {
    const above = lineStart(text, from - 1);
    if (!/^[ \t]*(#.*)?\r?$/.test(text.slice(above, from - 1))) break;
    from = above;
  }
  return from;
}

function rewrite(text: string, change: (segments: Segment[]) => string): string {
  const source = readSource(text);
  const rules = source.ok ? rulesOf(source) : null;
  if (!rules || rules.items.length === 0 || listProblem(text, rules)) return text;
  const { from, to, segments } = segmentsOf(text, rules);
  return splice(text, from, to, change(segments));
}

/** Puts a rule at another place in the order; comments above it go with it. */
export function moveRule(text: string, from: number, to: number): string {
  return rewrite(text, (segments) => {
    const bodies = segments.map(({ body }) => body);
    const [moved] = bodies.splice(from, 1);
    if (moved !== undefined) bodies.splice(to, 0, moved);
    return segments.map(({ gap }, n) => gap + (bodies[n] ?? "")).join("");
  });
}

/** Takes a rule away, with the comments above it. */
export function removeRule(text: string, index: number): string {
  const source = readSource(text);
  const rules = source.ok ? rulesOf(source) : null;
  if (!rules || !rules.items[index]) return text;
  if (rules.items.length > 1)
    return rewrite(text, (segments) =>
      segments
        .filter((_, n) => n !== index)
        .map(({ gap, body }, n) => (n === 0 ? (segments[0]?.gap ?? "") : gap) + body)
        .join(""),
    );
  if (listProblem(text, rules)) return text;
  const { from, to } = segmentsOf(text, rules);
  const key = lineStart(text, from - 1);
  const line = text
    .slice(key, from)
    .replace(/rules:[ \t]*/, "rules: [] ")
    .replace(/ +(\r?\n)$/, "$1");
  return splice(text, key, to, line);
}

/** Adds a rule after another one, or at the end. */
export function addRule(text: string, rule: { readonly [key: string]: Value }, after?: number): string {
  const source = readSource(text);
  if (!source.ok) return text;
  const rules = rulesOf(source);
  if (rules && rules.items.length > 0) {
    if (listProblem(text, rules)) return text;
    const indent = columnOf(text, startOf(rules.items[0])) - 2;
    const lines = itemLines(rule, Math.max(indent, 0));
    return rewrite(text, (segments) => {
      const at = after ?? segments.length - 1;
      const gap = segments.length > 1 ? (segments[1]?.gap ?? "") : "\n";
      return segments.map(({ gap: own, body }, n) => own + body + (n === at ? gap + lines : "")).join("");
    });
  }
  return firstRule(text, source.root.items, rule);
}

function firstRule(
  text: string,
  fields: readonly { key: unknown; value: unknown }[],
  rule: { readonly [key: string]: Value },
): string {
  const lines = itemLines(rule, 2);
  const pair = fields.find(({ key }) => isScalar(key) && key.value === "rules");
  if (!pair) return insertLines(text, text.length, `rules:\n${lines}`);
  const keyEnd = text.indexOf(":", endOf(text, pair.key)) + 1;
  const end = Math.max(keyEnd, endOf(text, pair.value));
  const rest = text.slice(end, nextLine(text, end));
  const head = splice(text, keyEnd, nextLine(text, end), `${rest.trimEnd()}\n`);
  return insertLines(head, nextLine(head, keyEnd), lines);
}
