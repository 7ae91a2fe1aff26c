import { isMap, isSeq, parseDocument, stringify } from "yaml";
import type { PolicyRule } from "../../policy";

const WRITING = { lineWidth: 0, flowCollectionPadding: false } as const;

/**
 * A policy's text with one rule more, before another one or at the end. The rest stays as it is written, where its
 * rules stand in lines of their own; comments above the other rule stay with that one.
 */
export function insertRule(text: string, rule: PolicyRule, before: string | null): string {
  const document = parseDocument(text);
  const rules: unknown = isMap(document.contents) ? document.contents.get("rules", true) : null;
  if (!isSeq(rules)) throw new Error("the text of a published policy has rules");
  const index =
    before === null ? -1 : rules.items.findIndex((item) => isMap(item) && item.get("id") === before);
  const next: unknown = rules.items[index];
  const start = isMap(next) && !next.flow && !rules.flow ? next.range?.[0] : undefined;
  if (start !== undefined) {
    const line = text.lastIndexOf("\n", start - 1) + 1;
    const dash = /^( *)- +$/.exec(text.slice(line, start));
    if (dash) return linesBefore(text, line, asItem(rule, (dash[1] ?? "").length));
  }
  rules.flow = false;
  const node = document.createNode(rule);
  rules.items.splice(index === -1 ? rules.items.length : index, 0, node);
  return document.toString(WRITING);
}

function asItem(rule: PolicyRule, indent: number): string {
  return stringify([rule], WRITING)
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? "" : " ".repeat(indent) + line))
    .join("\n");
}

/** Above the comments that belong to what begins at `line`, with an empty line between where the rules have some. */
function linesBefore(text: string, line: number, item: string): string {
  let at = line;
  while (at > 0) {
    const above = text.lastIndexOf("\n", at - 2) + 1;
    if (!/^ +#/.test(text.slice(above, at))) break;
    at = above;
  }
  const gap = /\n[ \t]*\r?\n$/.test(text.slice(0, at)) ? "\n" : "";
  return `${text.slice(0, at)}${item}\n${gap}${text.slice(at)}`;
}
