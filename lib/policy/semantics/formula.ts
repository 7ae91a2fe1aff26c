import type { ASTNode } from "@marcbachmann/cel-js";
import { parseCondition } from "../cel";
import { chainOf, literalOf, methodCall, walk } from "../cel-ast";
import { type Comparison, comparisonOf } from "./comparison";

/** What a condition or a part of it comes to. "failed" is an error, which denies. */
export type Truth = boolean | "failed";

/** A part of a condition that isn't taken apart further. Atoms of one key always have one value. */
export type Atom = {
  key: string;
  source: string;
  /** What people read: the text on one line, or whose condition it is where that is long. */
  text: string;
  /** The variables it reads, such as `capability` or `principal.name`. */
  reads: ReadonlySet<string>;
  /** True where it can't fail. */
  total: boolean;
  /** Where it compares something with a number. */
  comparison: Comparison | null;
};

export type Formula =
  | { kind: "atom"; atom: Atom }
  | { kind: "and" | "or"; left: Formula; right: Formula }
  | { kind: "not"; of: Formula };

/** These spend the budget of the whole condition, so that its parts don't stand alone. */
const METERED = new Set(["all", "exists", "exists_one", "filter", "map", "matches"]);
/** A longer condition is told by the name of its rule. */
const MAX_TEXT = 80;
/** Their fields are told apart: of an agent the name is known beforehand, but not the id. */
const FIELDS_APART = new Set(["principal", "tenant", "env"]);

/**
 * Takes a compiled condition apart at its `&&`, `||` and `!`. Equal parts get equal keys, whatever the
 * layout. Throws for a text that isn't CEL.
 */
export function formulaOf(condition: string, ruleId: string): Formula {
  const ast = parseCondition(condition);
  let metered = false;
  walk(ast, (node) => (metered ||= METERED.has(methodCall(node)?.name ?? "")));
  return metered ? atomOf(ast, condition, ruleId) : split(ast, ruleId);
}

/**
 * What a formula comes to where some atoms have values: a truth, or the first atom that has to be known.
 * Errors as in CEL: `false && error` is false, `true || error` is true.
 */
export function valueOf(formula: Formula, known: (atom: Atom) => Truth | undefined): Truth | Atom {
  switch (formula.kind) {
    case "atom":
      return known(formula.atom) ?? formula.atom;
    case "not": {
      const value = valueOf(formula.of, known);
      return typeof value === "boolean" ? !value : value;
    }
    default: {
      const decisive = formula.kind === "or";
      const left = valueOf(formula.left, known);
      if (left === decisive) return left;
      const right = valueOf(formula.right, known);
      if (right === decisive) return right;
      if (typeof left === "object") return left;
      if (typeof right === "object") return right;
      return left === "failed" || right === "failed" ? "failed" : !decisive;
    }
  }
}

/** The atoms of a formula, in the order of the text. */
export function atomsOf(formula: Formula): Atom[] {
  if (formula.kind === "atom") return [formula.atom];
  if (formula.kind === "not") return atomsOf(formula.of);
  return [...atomsOf(formula.left), ...atomsOf(formula.right)];
}

/** What has to hold all together: the parts of a chain of `&&`, by key. */
export function conjunctsOf(formula: Formula): string[] {
  if (formula.kind === "and") return [...conjunctsOf(formula.left), ...conjunctsOf(formula.right)];
  return [keyOfFormula(formula)];
}

export function keyOfFormula(formula: Formula): string {
  switch (formula.kind) {
    case "atom":
      return formula.atom.key;
    case "not":
      return `!(${keyOfFormula(formula.of)})`;
    default:
      return `(${keyOfFormula(formula.left)} ${formula.kind} ${keyOfFormula(formula.right)})`;
  }
}

function split(node: ASTNode, ruleId: string): Formula {
  if (node.op === "&&" || node.op === "||") {
    const [left, right] = node.args;
    return { kind: node.op === "&&" ? "and" : "or", left: split(left, ruleId), right: split(right, ruleId) };
  }
  if (node.op === "!_") return { kind: "not", of: split(node.args, ruleId) };
  return atomOf(node, sourceOf(node), ruleId);
}

function atomOf(node: ASTNode, source: string, ruleId: string): Formula {
  const line = source.replace(/\s+/g, " ").trim();
  const text = line.length <= MAX_TEXT ? `\`${line}\`` : `the condition of ${ruleId}`;
  const comparison = comparisonOf(node, keyOf);
  const atom = { key: keyOf(node), source, text, reads: readsOf(node), total: isTotal(node), comparison };
  return { kind: "atom", atom };
}

/** The node's text. Its range leaves out parentheses at either end, which are put back. */
function sourceOf({ input, range }: ASTNode): string {
  const text = input.slice(range.start, range.end);
  let open = 0;
  let missing = 0;
  for (const char of text) {
    if (char === "(") open++;
    else if (char === ")" && open > 0) open--;
    else if (char === ")") missing++;
  }
  return "(".repeat(missing) + text + ")".repeat(open);
}

/** Always there in a request, and of one type: to compare them with a literal can't fail. */
const CERTAIN: Readonly<Record<string, readonly string[] | null>> = {
  principal: null,
  tenant: null,
  capability: null,
  env: null,
  session: ["id", "kind", "taint"],
};

function isTotal(node: ASTNode): boolean {
  switch (node.op) {
    case "==":
    case "!=":
    case "in":
      return node.args.every(isCertain);
    default:
      return isCertain(node);
  }
}

function isCertain(node: ASTNode): boolean {
  if (node.op === "list") return node.args.every(isCertain);
  if (literalOf(node) !== undefined) return true;
  const chain = chainOf(node);
  if (!chain || chain.path.length === 0 || !Object.hasOwn(CERTAIN, chain.root)) return false;
  const fields = CERTAIN[chain.root];
  return !fields || (chain.path.length === 1 && fields.includes(String(chain.path[0])));
}

/** Equal for expressions that are equal but for their layout; null for a text that isn't CEL. */
export function keyOfSource(source: string): string | null {
  try {
    return keyOf(parseCondition(source));
  } catch {
    return null;
  }
}

function readsOf(root: ASTNode): ReadonlySet<string> {
  const reads = new Set<string>();
  const told = new Set<ASTNode>();
  walk(root, (node) => {
    if (node.op === "." && node.args[0].op === "id" && FIELDS_APART.has(node.args[0].args)) {
      told.add(node.args[0]);
      reads.add(`${node.args[0].args}.${node.args[1]}`);
    }
    if (node.op === "id" && !told.has(node)) reads.add(node.args);
  });
  return reads;
}

/** The tree as text. Literals carry their type: 1 and 1.0 compare differently. */
function keyOf(part: unknown): string {
  if (Array.isArray(part)) return `[${part.map(keyOf).join(",")}]`;
  if (typeof part !== "object" || part === null) return `${typeof part}:${JSON.stringify(String(part))}`;
  if ("op" in part && "args" in part) return `${String(part.op)}(${keyOf(part.args)})`;
  return `${part.constructor.name}:${JSON.stringify(String(part))}`;
}
