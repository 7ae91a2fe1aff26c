import type { ASTNode } from "@marcbachmann/cel-js";

/** Calls `visit` for the node and all below it, in the order of the text. */
export function walk(node: ASTNode, visit: (node: ASTNode) => void): void {
  visit(node);
  for (const child of children(node.args)) walk(child, visit);
}

function children(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(children);
  return isNode(args) ? [args] : [];
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "range" in value;
}

export type MethodCall = { name: string; receiver: ASTNode; args: ASTNode[]; node: ASTNode };

/** The parts of `receiver.name(args)`, or null for any other node. */
export function methodCall(node: ASTNode): MethodCall | null {
  if (node.op !== "rcall") return null;
  const [name, receiver, args] = node.args;
  return { name, receiver, args, node };
}

/** Where in `source` the `.name(` of a method call is: the dot, and the name's first and last + 1 characters. */
export function locateMethod(
  source: string,
  call: MethodCall,
): { dot: number; start: number; end: number } | null {
  const first = call.args[0];
  const to = first ? first.range.start : call.node.range.end;
  const between = source.slice(call.receiver.range.end, to);
  let found: RegExpExecArray | null = null;
  for (const match of between.matchAll(new RegExp(`\\.\\s*${call.name}\\s*\\(`, "g"))) found = match;
  if (!found) return null;
  const dot = call.receiver.range.end + found.index;
  const start = source.indexOf(call.name, dot);
  return { dot, start, end: start + call.name.length };
}

/** A name and the fields and indexes read from it: `args.items[0].?name` is args, items, 0, name. */
export type Chain = { root: string; path: readonly (string | number)[] };

/** The node as such a chain; null for everything else, also for an index that is computed. */
export function chainOf(node: ASTNode): Chain | null {
  if (node.op === "id") return { root: node.args, path: [] };
  if (node.op === "." || node.op === ".?") {
    const inner = chainOf(node.args[0]);
    return inner && { root: inner.root, path: [...inner.path, node.args[1]] };
  }
  if (node.op !== "[]" && node.op !== "[?]") return null;
  const inner = chainOf(node.args[0]);
  const index = literalOf(node.args[1]);
  if (typeof index === "string") return inner && { root: inner.root, path: [...inner.path, index] };
  if (typeof index === "number") return inner && { root: inner.root, path: [...inner.path, index] };
  return null;
}

export type Literal = string | number | boolean | null;

/** The value of a text, number, true, false or null as it is written; undefined for everything else. */
export function literalOf(node: ASTNode): Literal | undefined {
  if (node.op === "-_") {
    const value = literalOf(node.args);
    return typeof value === "number" ? -value : undefined;
  }
  if (node.op !== "value") return undefined;
  const value = node.args;
  if (typeof value === "bigint") return Number(value);
  return value === null || ["string", "number", "boolean"].includes(typeof value)
    ? (value as Literal) // safe because of the line before
    : undefined;
}

const MACROS = new Set(["all", "exists", "exists_one", "filter", "map"]);

/** The outermost chains in the node, each with its node, without those that begin at a macro's own variable. */
export function chainsIn(node: ASTNode): { node: ASTNode; chain: Chain }[] {
  const found: { node: ASTNode; chain: Chain }[] = [];
  collect(node, new Set(), found);
  return found;
}

function collect(node: ASTNode, bound: ReadonlySet<string>, found: { node: ASTNode; chain: Chain }[]): void {
  const chain = chainOf(node);
  if (chain) {
    if (!bound.has(chain.root)) found.push({ node, chain });
    return;
  }
  const call = methodCall(node);
  const variable = call && MACROS.has(call.name) ? call.args[0] : undefined;
  if (!call || variable?.op !== "id") {
    for (const child of children(node.args)) collect(child, bound, found);
    return;
  }
  collect(call.receiver, bound, found);
  const inside = new Set([...bound, variable.args]);
  for (const argument of call.args.slice(1)) collect(argument, inside, found);
}
