import type { Catalog } from "../check-types";
import type { CompiledPolicy, CompiledRule } from "../compile";
import { patternsOf } from "../rule-index";
import { conjunctsOf } from "./formula";
import { Formulas } from "./formulas";
import { type Representative, representatives } from "./names";
import { grouped, positionsIn, RuleSpace, settingsOf } from "./space";

/** A rule that never decides anything, and the rules that always decide before it. */
export type DeadRule = { ruleId: string; by: readonly string[] };
/** A pattern of a rule under which it never decides anything, though it does elsewhere. */
export type DeadPattern = DeadRule & { field: "principals" | "capabilities"; pattern: string };
export type DeadRules = { unreachable: readonly DeadRule[]; patterns: readonly DeadPattern[] };

type Group = { names: Representative[]; mask: bigint };

/**
 * Finds what no call can ever reach: over all classes of principal, capability and environment, a rule is
 * dead where an earlier one always decides. Conditions count as possible, unless an earlier rule of the
 * class has the same one or asks for less.
 */
export function findDeadRules(policy: CompiledPolicy, catalog: Catalog): DeadRules {
  const classes = new Classes(policy, catalog);
  const alive = policy.rules.map(() => ({ principals: new Set<Group>(), capabilities: new Set<Group>() }));
  classes.forEach((mask, principal, capability) => {
    for (const rule of classes.deciding(mask)) {
      alive[rule.position]?.principals.add(principal);
      alive[rule.position]?.capabilities.add(capability);
    }
  });
  const reached = (rule: CompiledRule) => (alive[rule.position]?.principals.size ?? 0) > 0;
  const deadPatterns = (rule: CompiledRule, field: DeadPattern["field"]): DeadPattern[] => {
    const living = matchedPatterns([...(alive[rule.position]?.[field] ?? [])], field);
    return rule[field]
      .filter((pattern) => !living.has(pattern))
      .map((pattern) => ({ ruleId: rule.id, field, pattern, by: classes.blockers(rule, field, pattern) }));
  };
  return {
    unreachable: policy.rules
      .filter((rule) => !reached(rule))
      .map((rule) => ({ ruleId: rule.id, by: classes.blockers(rule) })),
    patterns: policy.rules
      .filter(reached)
      .flatMap((rule) => [...deadPatterns(rule, "principals"), ...deadPatterns(rule, "capabilities")]),
  };
}

function matchedPatterns(groups: readonly Group[], field: DeadPattern["field"]): ReadonlySet<string> {
  const separator = field === "principals" ? ":" : ".";
  return new Set(groups.flatMap(({ names }) => names.flatMap(({ name }) => patternsOf(name, separator))));
}

/** All kinds of calls there can be under one policy. */
class Classes {
  readonly #space: RuleSpace;
  readonly #formulas = new Formulas();
  readonly #principals: Group[];
  readonly #capabilities: Group[];
  readonly #settings: ReadonlySet<bigint>;
  readonly #deciding = new Map<bigint, readonly CompiledRule[]>();
  readonly #conjuncts = new Map<CompiledRule, ReadonlySet<string>>();

  constructor(policy: CompiledPolicy, catalog: Catalog) {
    const space = new RuleSpace(policy);
    this.#space = space;
    const capabilities = catalog.capabilities.map(({ name }) => name);
    this.#principals = grouped(representatives(catalog.principals, space.principals.patterns(), ":"), [
      space.principals,
    ]).map(single);
    this.#capabilities = grouped(representatives(capabilities, space.capabilities.patterns(), "."), [
      space.capabilities,
    ]).map(single);
    this.#settings = new Set(settingsOf([policy], catalog).map((setting) => space.inSetting(setting)));
  }

  forEach(visit: (mask: bigint, principal: Group, capability: Group) => void): void {
    for (const principal of this.#principals) {
      for (const capability of this.#capabilities) {
        const both = principal.mask & capability.mask;
        if (both !== 0n) for (const setting of this.#settings) visit(both & setting, principal, capability);
      }
    }
  }

  /** The rules of a class that decide some of its calls. */
  deciding(mask: bigint): readonly CompiledRule[] {
    let known = this.#deciding.get(mask);
    if (!known) {
      const list = this.#space.list(mask);
      known = list.filter((rule, n) => !list.slice(0, n).some((earlier) => this.#covers(earlier, rule)));
      this.#deciding.set(mask, known);
    }
    return known;
  }

  /** The rules that decide before this one, wherever it would match, or under one of its patterns. */
  blockers(rule: CompiledRule, field?: DeadPattern["field"], pattern?: string): string[] {
    const bit = 1n << BigInt(rule.position);
    const found = new Set<CompiledRule>();
    this.forEach((mask, principal, capability) => {
      if ((mask & bit) === 0n) return;
      const group = field === "principals" ? principal : capability;
      if (field && pattern && !matchedPatterns([group], field).has(pattern)) return;
      for (const position of positionsIn(mask & (bit - 1n))) {
        const earlier = this.#space.policy.rules[position];
        if (!earlier || !this.#covers(earlier, rule)) continue;
        found.add(earlier);
        return;
      }
    });
    return [...found].sort((a, b) => a.position - b.position).map(({ id }) => id);
  }

  /** True where nothing is left for `later` once `earlier` has been tried on the same call. */
  #covers(earlier: CompiledRule, later: CompiledRule): boolean {
    if (earlier.condition === null) return true;
    const asked = this.#conjunctsOf(later);
    const needed = this.#conjunctsOf(earlier);
    return needed.size > 0 && [...needed].every((part) => asked.has(part));
  }

  #conjunctsOf(rule: CompiledRule): ReadonlySet<string> {
    let known = this.#conjuncts.get(rule);
    if (!known) {
      const formula = this.#formulas.of(rule);
      known = new Set(formula ? conjunctsOf(formula) : []);
      this.#conjuncts.set(rule, known);
    }
    return known;
  }
}

function single({ names, masks }: { names: Representative[]; masks: bigint[] }): Group {
  return { names, mask: masks[0] ?? 0n };
}
