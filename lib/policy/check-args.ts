import type { ASTNode } from "@marcbachmann/cel-js";
import { type ArgFacts, type ArgType, lookUp, typeOf } from "./arg-schema";
import { parseCondition } from "./cel";
import { type Chain, chainsIn, literalOf, methodCall, walk } from "./cel-ast";
import type { Catalog, CatalogCapability, PolicyFinding } from "./check-types";
import type { CompiledPolicy, CompiledRule } from "./compile";
import { placeInside } from "./locate";
import { patternsOf } from "./rule-index";
import { suggest } from "./suggest";

const COMPARISONS = new Set<string>(["==", "!=", "<", "<=", ">", ">=", "in"]);
const ON_TEXT = new Set(["startsWith", "endsWith", "contains", "matches"]);

/**
 * Holds the arguments that conditions read against the schemas of the capabilities that their rules match in the
 * catalog: names that none of them knows, and comparisons with a value of another type. Silent where a schema is
 * open, where none is known, and about rules that match nothing: that is another finding's business.
 */
export function typeCheckArgs(
  policy: CompiledPolicy,
  catalog: Pick<Catalog, "capabilities">,
): PolicyFinding[] {
  const patterns = catalog.capabilities.map((it) => ({ it, names: new Set(patternsOf(it.name, ".")) }));
  return policy.rules.flatMap((rule) => {
    if (!rule.when || !rule.reads.has("args")) return [];
    const matched = patterns.filter(({ names }) => rule.capabilities.some((pattern) => names.has(pattern)));
    return matched.length === 0
      ? []
      : new RuleCheck(
          rule,
          matched.map(({ it }) => it),
        ).run(rule.when);
  });
}

/** All matched capabilities in one answer: known where one knows it, unknown where none does and none is open. */
function lookUpIn(capabilities: readonly CatalogCapability[], path: Chain["path"]): ArgFacts {
  const all = capabilities.map(({ inputSchema }) => lookUp(inputSchema, path));
  if (all.some(({ kind }) => kind === "open")) return { kind: "open" };
  const known = all.filter((facts) => facts.kind === "known");
  if (known.length === 0)
    return { kind: "unknown", names: [...new Set(all.flatMap((it) => ("names" in it ? it.names : [])))] };
  const types = known.flatMap((facts) => [...(facts.types ?? [])]);
  return { kind: "known", types: known.every((facts) => facts.types) ? new Set(types) : null };
}

class RuleCheck {
  readonly #rule: CompiledRule;
  readonly #capabilities: readonly CatalogCapability[];
  readonly #findings: PolicyFinding[] = [];

  constructor(rule: CompiledRule, capabilities: readonly CatalogCapability[]) {
    this.#rule = rule;
    this.#capabilities = capabilities;
  }

  run({ text }: NonNullable<CompiledRule["when"]>): PolicyFinding[] {
    const condition = parseCondition(text);
    const args = new Map(
      chainsIn(condition).flatMap(({ node, chain }) =>
        chain.root === "args" && chain.path.length > 0 ? [[node, chain] as const] : [],
      ),
    );
    for (const [node, chain] of args) this.#checkName(node, chain, text);
    walk(condition, (node) => {
      this.#checkComparison(node, args);
      this.#checkMethod(node, args);
    });
    return this.#findings;
  }

  #checkName(node: ASTNode, { path }: Chain, text: string): void {
    // The first step that nobody knows is the fault; what is below it can't be known either.
    for (let length = 1; length <= path.length; length++) {
      const facts = lookUpIn(this.#capabilities, path.slice(0, length));
      if (facts.kind === "open") return;
      if (facts.kind !== "unknown") continue;
      const step = String(path[length - 1]);
      const fix =
        facts.names.length > 0 ? suggest(step, facts.names) : "Remove it: there is nothing to read here.";
      const found = length === path.length ? text.lastIndexOf(step, node.range.end) : -1;
      const offset = found > node.range.start ? found : node.range.start;
      return this.#add(
        offset,
        `No capability that this rule matches has the argument ${nameOf(path.slice(0, length))}.`,
        fix,
      );
    }
  }

  #checkComparison(node: ASTNode, args: ReadonlyMap<ASTNode, Chain>): void {
    if (!COMPARISONS.has(node.op)) return;
    const [left, right] = node.args as [ASTNode, ASTNode]; // every comparison has two sides
    if (node.op === "in") {
      if (right.op === "list") this.#compare(left, right.args, args);
      return;
    }
    this.#compare(left, [right], args);
    this.#compare(right, [left], args);
  }

  /** `side` against literals: a fault where the argument can have the type of none of them. */
  #compare(side: ASTNode, others: readonly ASTNode[], args: ReadonlyMap<ASTNode, Chain>): void {
    const chain = args.get(side);
    const literals = others.map(literalOf);
    if (!chain || literals.length === 0) return;
    // `args.x != null` is a habit from other languages, and does no harm.
    const types = literals.flatMap((it) => (it === undefined || it === null ? [] : [typeOf(it)]));
    if (types.length === literals.length) this.#expect(side, chain, new Set(types), "is compared with");
  }

  #checkMethod(node: ASTNode, args: ReadonlyMap<ASTNode, Chain>): void {
    const call = methodCall(node);
    const chain = call && ON_TEXT.has(call.name) ? args.get(call.receiver) : undefined;
    if (call && chain) this.#expect(call.receiver, chain, new Set(["string"]), `${call.name}() needs`);
  }

  #expect(node: ASTNode, chain: Chain, wanted: ReadonlySet<ArgType>, verb: string): void {
    const facts = lookUpIn(this.#capabilities, chain.path);
    if (facts.kind !== "known" || !facts.types || [...wanted].some((type) => facts.types?.has(type))) return;
    const name = nameOf(chain.path);
    const has = [...facts.types].join(" or ");
    const message = `${name} is of type ${has}, but ${verb} ${[...wanted].join(" or ")}.`;
    this.#add(node.range.start, message, `Compare it with a value of type ${has}.`);
  }

  #add(offset: number, message: string, fix: string): void {
    const { when, id: ruleId } = this.#rule;
    const place = when ? placeInside(when.at, when.text, offset) : { line: 1, column: 1 };
    this.#findings.push({
      code: "CEL_TYPE",
      severity: "error",
      source: "document",
      ...place,
      message,
      fix,
      ruleId,
    });
  }
}

function nameOf(path: Chain["path"]): string {
  return path.reduce<string>(
    (name, step) => (typeof step === "number" ? `${name}[${step}]` : `${name}.${step}`),
    "args",
  );
}
