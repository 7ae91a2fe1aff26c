import type { CompiledRule } from "../compile";
import type { CapabilityRequest } from "../types";
import { FixedAtoms } from "./fixed-atoms";
import { valueOf } from "./formula";
import { Formulas } from "./formulas";

/** Asks whether conditions leave room for a capability; remembers what it has taken apart. */
export class ConditionReader {
  readonly #formulas = new Formulas();
  readonly #fixed = new FixedAtoms();

  /** True where the rule's condition is false for every call of the capability, as the registry describes it. */
  neverHolds(rule: CompiledRule, capability: CapabilityRequest): boolean {
    const formula = this.#formulas.of(rule);
    if (!formula) return false;
    const facts = { principal: null, environment: null, tenant: null, capability };
    return valueOf(formula, (atom) => this.#fixed.valueOf(atom, facts)) === false;
  }
}
