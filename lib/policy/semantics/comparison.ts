import type { ASTNode } from "@marcbachmann/cel-js";
import { chainOf } from "../cel-ast";

/** Numbers between two ends. An open end doesn't belong to them. */
export type Range = { low: number; lowOpen: boolean; high: number; highOpen: boolean };

/** One thing compared with a number: the numbers for which that is true, and the others. */
export type Comparison = { subject: string; whenTrue: Range; whenFalse: Range };

const FLIPPED = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;
type Order = keyof typeof FLIPPED;

/**
 * The node as a comparison such as `args.amount < 100`, or null. Only plain paths count: what is computed
 * may be NaN, which is neither below a number nor above it. `keyOf` names equal nodes equally.
 */
export function comparisonOf(node: ASTNode, keyOf: (node: ASTNode) => string): Comparison | null {
  if (!isOrder(node.op) || !Array.isArray(node.args)) return null;
  const [left, right] = node.args as [ASTNode, ASTNode];
  const number = numberIn(right) ?? numberIn(left);
  if (!number) return null;
  const swapped = numberIn(right) === null;
  const path = swapped ? right : left;
  if (!chainOf(path)) return null;
  const order = swapped ? FLIPPED[node.op] : node.op;
  // Numbers of different types may be comparable or not, so each type is a subject of its own.
  return { subject: `${number.type} ${keyOf(path)}`, ...ranges(order, number.value) };
}

/** The numbers that are in both; null where there are none. */
export function intersection(one: Range, other: Range): Range | null {
  const low = Math.max(one.low, other.low);
  const high = Math.min(one.high, other.high);
  const lowOpen = [one, other].some((range) => range.low === low && range.lowOpen);
  const highOpen = [one, other].some((range) => range.high === high && range.highOpen);
  return low > high || (low === high && (lowOpen || highOpen)) ? null : { low, lowOpen, high, highOpen };
}

function ranges(order: Order, bound: number): Pick<Comparison, "whenTrue" | "whenFalse"> {
  const below = (open: boolean): Range => ({ low: -Infinity, lowOpen: false, high: bound, highOpen: open });
  const above = (open: boolean): Range => ({ low: bound, lowOpen: open, high: Infinity, highOpen: false });
  switch (order) {
    case "<":
      return { whenTrue: below(true), whenFalse: above(false) };
    case "<=":
      return { whenTrue: below(false), whenFalse: above(true) };
    case ">":
      return { whenTrue: above(true), whenFalse: below(false) };
    case ">=":
      return { whenTrue: above(false), whenFalse: below(true) };
  }
}

function numberIn(node: ASTNode): { type: string; value: number } | null {
  if (node.op === "-_") {
    const inner = numberIn(node.args);
    return inner && { type: inner.type, value: -inner.value };
  }
  if (node.op !== "value") return null;
  if (typeof node.args !== "bigint" && typeof node.args !== "number") return null;
  const value = Number(node.args);
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? { type: typeof node.args, value } : null;
}

function isOrder(op: string): op is Order {
  return Object.hasOwn(FLIPPED, op);
}
