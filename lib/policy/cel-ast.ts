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
