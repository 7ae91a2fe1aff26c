import type { ASTNode } from "@marcbachmann/cel-js";
import { serialize } from "@marcbachmann/cel-js/serialize";
import { compilePart, type Evaluated, parseCondition } from "./cel";
import { type Chain, chainOf, chainsIn, literalOf } from "./cel-ast";
import type { Facts } from "./facts";

/** A condition has at most this many parts looked at; a person reads fewer. */
const MAX_PARTS = 32;
const LOGIC = new Set<string>(["&&", "||", "?:", "!_"]);
const COMPARISONS = new Set<string>(["==", "!=", "<", "<=", ">", ">=", "in"]);

/** One part that made a condition false or fail: its text, the names in it, and what it computes from them. */
export type Blamed = {
  expression: string;
  chains: readonly Chain[];
  /** Both sides of a comparison, where they are more than a name or a literal. */
  computed: readonly { expression: string; chains: readonly Chain[]; result: Evaluated }[];
  /** True where the condition doesn't hold because this part does. */
  holds: boolean;
  error?: string;
};

/** The parts of a condition that explain why it isn't true for these facts, in the order of the text. */
export function blame(source: string, facts: Facts): Blamed[] {
  const walker = new Walker(source, facts);
  const root = parseCondition(source);
  walker.visit(root, walker.evaluate(root));
  return walker.blamed;
}

class Walker {
  readonly blamed: Blamed[] = [];
  readonly #source: string;
  readonly #facts: Facts;
  #left = MAX_PARTS;

  constructor(source: string, facts: Facts) {
    this.#source = source;
    this.#facts = facts;
  }

  /** Goes down to the parts that made `node` what it is. */
  visit(node: ASTNode, result: Evaluated): void {
    if (node.op === "!_" && LOGIC.has(node.args.op)) return this.visit(node.args, this.evaluate(node.args));
    if (node.op === "?:") {
      const [test, yes, no] = node.args;
      const tested = this.evaluate(test);
      if (isTrue(tested)) return this.visit(yes, this.evaluate(yes));
      this.visit(test, tested);
      if (isFalse(tested)) this.visit(no, this.evaluate(no));
      return;
    }
    if (node.op !== "&&" && node.op !== "||") return this.#blame(node, result);
    for (const part of node.args) {
      const said = this.evaluate(part);
      // Of a false `a && b` only what is false counts; of a false `a || b` all of it is.
      if (sameOutcome(said, result)) this.visit(part, said);
    }
  }

  evaluate(node: ASTNode): Evaluated {
    if (this.#left-- <= 0) return { error: "not looked at" };
    try {
      return compilePart(serialize(node))(this.#facts);
    } catch {
      return { error: "not looked at" };
    }
  }

  #blame(node: ASTNode, result: Evaluated): void {
    if (this.blamed.length >= MAX_PARTS) return;
    this.blamed.push({
      expression: this.#textOf(node),
      chains: chainsIn(node).map(({ chain }) => chain),
      computed: COMPARISONS.has(node.op) ? this.#sides(node.args as [ASTNode, ASTNode]) : [],
      holds: isTrue(result),
      ...("error" in result ? { error: result.error } : {}),
    });
  }

  #sides(sides: readonly ASTNode[]): Blamed["computed"] {
    return sides
      .filter((side) => chainOf(side) === null && literalOf(side) === undefined && chainsIn(side).length > 0)
      .map((side) => ({
        expression: this.#textOf(side),
        chains: chainsIn(side).map(({ chain }) => chain),
        result: this.evaluate(side),
      }));
  }

  /** As it is written, where the library knows the exact place; else the same in the library's own spelling. */
  #textOf(node: ASTNode): string {
    const text = serialize(node);
    const written = this.#source.slice(node.range.start, node.range.end).trim();
    try {
      return serialize(parseCondition(written)) === text ? written : text;
    } catch {
      return text;
    }
  }
}

const isTrue = (it: Evaluated): boolean => "value" in it && it.value === true;
const isFalse = (it: Evaluated): boolean => "value" in it && it.value === false;

function sameOutcome(part: Evaluated, whole: Evaluated): boolean {
  if ("error" in whole) return "error" in part;
  return "value" in part && part.value === whole.value;
}
