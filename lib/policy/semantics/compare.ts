import type { Catalog, CatalogCapability, SemanticDiff } from "../check-types";
import { type CompiledPolicy, type CompiledRule, compilePolicy } from "../compile";
import type { ClassChange } from "./class-change";
import { describeChanges } from "./describe";
import { type ClassFacts, FixedAtoms } from "./fixed-atoms";
import { type Atom, atomsOf } from "./formula";
import { Formulas } from "./formulas";
import { type Representative, representatives } from "./names";
import { ruleChanges } from "./rule-changes";
import { grouped, RuleSpace, type Setting, settingsOf } from "./space";
import { raiseOf, type RiskRaise } from "./strength";
import { type Budget, type Found, type Side, sideOf, walkPair } from "./walk-pair";

const RAISES: readonly RiskRaise[] = ["none", "high", "always"];
/** Branches over all classes: half a second or so. Past it, every class that is left counts as "may loosen". */
const MAX_TOTAL_BRANCHES = 400_000;
const MAX_CLASS_CHANGES = 20_000;
const NOTHING_IN_FORCE = "version: 1\ndefault: DENY\nrules: []\n";

/**
 * Says what a change of policy means: for which agents, capabilities, environments and conditions the answer
 * becomes laxer or stricter. Names beyond the catalog count too, and so does any risk the registry may give.
 * `loosens` is sound: where it is false, no request gets a laxer answer (exceptions apart). It may be true
 * for a change that only tightens, where that doesn't show in the text of the conditions; `when` says what
 * was assumed. Without a policy before, everything was denied.
 */
export function comparePolicies(
  before: CompiledPolicy | null,
  after: CompiledPolicy,
  catalog: Catalog,
): SemanticDiff {
  const from = before ?? compilePolicy(NOTHING_IN_FORCE);
  const changes = new Comparison(from, after, catalog).changes();
  return {
    ...describeChanges(changes, catalog),
    rules: ruleChanges(before?.document ?? null, after.document),
  };
}

/** The candidate rules of both policies for one class of calls, and what was found out about them. */
type Pair = {
  before: readonly CompiledRule[];
  after: readonly CompiledRule[];
  sides: Record<RiskRaise, { before: Side; after: Side }>;
  /** False where no condition can make the two differ. */
  differs: boolean;
  fixable: readonly Atom[];
  readsPrincipal: boolean;
  results: Map<string, readonly Found[]>;
};

class Comparison {
  readonly #before: RuleSpace;
  readonly #after: RuleSpace;
  readonly #catalog: Catalog;
  readonly #capabilities: ReadonlyMap<string, CatalogCapability>;
  readonly #formulas = new Formulas();
  readonly #fixed = new FixedAtoms();
  readonly #numbers = new Map<string, number>();
  readonly #pairs = new Map<bigint, Map<bigint, Pair>>();
  readonly #budget: Budget = { left: MAX_TOTAL_BRANCHES };

  constructor(before: CompiledPolicy, after: CompiledPolicy, catalog: Catalog) {
    this.#before = new RuleSpace(before);
    this.#after = new RuleSpace(after);
    this.#catalog = catalog;
    this.#capabilities = new Map(catalog.capabilities.map((capability) => [capability.name, capability]));
  }

  changes(): { list: ClassChange[]; complete: boolean } {
    const list: ClassChange[] = [];
    for (const { pair, principals, capability, setting } of this.#classes()) {
      const apart = pair.readsPrincipal ? principals.map((one) => [one]) : [principals];
      for (const group of apart) {
        list.push(...this.#changesOf(pair, group, capability, setting));
        if (list.length > MAX_CLASS_CHANGES) return { list, complete: false };
      }
    }
    return { list, complete: true };
  }

  *#classes() {
    const [before, after] = [this.#before, this.#after];
    const principals = grouped(
      representatives(
        this.#catalog.principals,
        [...before.principals.patterns(), ...after.principals.patterns()],
        ":",
      ),
      [before.principals, after.principals],
    );
    const capabilities = representatives(
      [...this.#capabilities.keys()],
      [...before.capabilities.patterns(), ...after.capabilities.patterns()],
      ".",
    ).map((name) => ({
      name,
      before: before.capabilities.of(name.name),
      after: after.capabilities.of(name.name),
    }));
    for (const setting of settingsOf([before.policy, after.policy], this.#catalog)) {
      const [inBefore, inAfter] = [before.inSetting(setting), after.inSetting(setting)];
      for (const { names, masks } of principals) {
        const [ofBefore = 0n, ofAfter = 0n] = masks;
        for (const capability of capabilities) {
          const pair = this.#pairOf(
            ofBefore & capability.before & inBefore,
            ofAfter & capability.after & inAfter,
          );
          if (pair.differs) yield { pair, principals: names, capability: capability.name, setting };
        }
      }
    }
  }

  #pairOf(beforeMask: bigint, afterMask: bigint): Pair {
    const row = this.#pairs.get(beforeMask) ?? new Map<bigint, Pair>();
    const known = row.get(afterMask);
    if (known) return known;
    const before = this.#before.list(beforeMask);
    const after = this.#after.list(afterMask);
    const sidesAt = (raise: RiskRaise) => ({
      before: sideOf(this.#before.policy, before, this.#formulas, raise, this.#numbers),
      after: sideOf(this.#after.policy, after, this.#formulas, raise, this.#numbers),
    });
    const sides = { none: sidesAt("none"), high: sidesAt("high"), always: sidesAt("always") };
    const atoms = [...before, ...after].flatMap((rule) => {
      const formula = this.#formulas.of(rule);
      return formula ? atomsOf(formula) : [];
    });
    const fixable = [...new Map(atoms.map((atom) => [atom.key, atom])).values()].filter((atom) =>
      this.#fixed.isFixable(atom),
    );
    const pair: Pair = {
      before,
      after,
      sides,
      differs: RAISES.some((raise) => sides[raise].before.rest[0] !== sides[raise].after.rest[0]),
      fixable,
      readsPrincipal: fixable.some((atom) => atom.reads.has("principal.name")),
      results: new Map(),
    };
    this.#pairs.set(beforeMask, row.set(afterMask, pair));
    return pair;
  }

  #changesOf(
    pair: Pair,
    principals: readonly Representative[],
    capability: Representative,
    setting: Setting,
  ): ClassChange[] {
    const [principal] = principals;
    const registered = this.#capabilities.get(capability.name) ?? null;
    const facts = (of: CatalogCapability | null): ClassFacts => ({
      principal: principal?.known ? principal.name : null,
      environment: setting.environment === "" ? null : setting.environment,
      tenant: setting.tenant === this.#catalog.tenant.slug ? this.#catalog.tenant : null,
      capability: of,
    });
    const changes: ClassChange[] = [];
    const add = (found: Found, assumedRisk: RiskRaise | null) =>
      changes.push({ principals, capability, setting, found, assumedRisk });
    if (registered)
      for (const found of this.#walk(pair, raiseOf(registered), facts(registered))) add(found, null);
    // What holds for today's facts says all there is to say; other facts matter where they add a direction.
    for (const raise of RAISES) {
      const told = new Set(changes.map(({ found }) => found.direction));
      for (const found of this.#walk(pair, raise, facts(null)))
        if (!told.has(found.direction)) add(found, raise);
    }
    return changes;
  }

  #walk(pair: Pair, raise: RiskRaise, facts: ClassFacts): readonly Found[] {
    const { before, after } = pair.sides[raise];
    if (before.rest[0] === after.rest[0]) return [];
    const values = pair.fixable.map((atom) => this.#fixed.valueOf(atom, facts));
    const key = `${raise} ${values.join(" ")}`;
    const known = pair.results.get(key);
    if (known) return known;
    const found = walkPair(before, after, (atom) => this.#fixed.valueOf(atom, facts), this.#budget);
    pair.results.set(key, found);
    return found;
  }
}
